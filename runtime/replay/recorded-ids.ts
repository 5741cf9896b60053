import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { IdPrefix, Ids } from "#runtime/services.ts";
import type { Recording } from "./recording.ts";

/** The ids of the recording, in the order in which they were made; then such as tell that they are new. */
export function recordedIds({ events, run_id }: Recording): Ids {
  const own = events.filter((event) => event.run_id === run_id);
  const before = idsBefore(events, own[0]);
  const fresh = (ids: readonly (string | undefined)[]): Iterator<string> =>
    new Set(ids.filter((id) => id !== undefined).filter((id) => !before.has(id))).values();
  const known = new Map<IdPrefix, Iterator<string>>([
    ["st", fresh(own.map((event) => startedStep(event)))],
    ["call", fresh(own.flatMap((event) => namedCalls(event)))],
    ["hook", fresh(own.map((event) => hookRun(event)))],
    ["act", fresh(own.filter(isNotOf(questionsIn(own))).map((event) => event.action_id))],
    ["art", fresh(own.map((event) => event.artifact_id))],
  ]);
  let made = 0;
  return {
    next(prefix) {
      const recorded = known.get(prefix)?.next();
      if (recorded?.done === false) return recorded.value;
      made += 1;
      return `${prefix}_replay${made}`;
    },
  };
}

/** The actions that calls asked for: no call asks anything in a replay. */
function questionsIn(own: readonly RuntimeEvent[]): ReadonlySet<string | undefined> {
  const asked = own.filter(
    ({ type, payload }) => type === "action.required" && payload.action_type === "question",
  );
  return new Set(asked.map(({ action_id }) => action_id));
}

function isNotOf(actions: ReadonlySet<string | undefined>) {
  return ({ action_id }: RuntimeEvent): boolean => !actions.has(action_id);
}

/** What a fork took over has its ids already. */
function idsBefore(events: readonly RuntimeEvent[], first: RuntimeEvent | undefined) {
  const earlier = events.slice(0, first === undefined ? 0 : events.indexOf(first));
  const ids = earlier.flatMap((event) => [...namedCalls(event), event.artifact_id]);
  return new Set(ids);
}

function startedStep({ type, step_id }: RuntimeEvent): string | undefined {
  return type === "model.requested" ? step_id : undefined;
}

/** A call gets its id when the model begins to write it, or, where no word of it came before, at the end. */
function namedCalls(event: RuntimeEvent): readonly (string | undefined)[] {
  if (event.type !== "model.completed") return [event.tool_call_id];
  return event.payload.tool_calls.map(({ tool_call_id }) => tool_call_id);
}

function hookRun({ type, payload }: RuntimeEvent): string | undefined {
  return type === "hook.started" ? payload.hook_run_id : undefined;
}
