import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Effect, Json, ReusedCall } from "#runtime/event/shared.ts";
import type { RecordedCall } from "#runtime/fork/recorded-calls.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { EventSink } from "#runtime/sink.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import { parseArguments, readArguments } from "#runtime/tool/arguments.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { executeTool } from "#runtime/tool/execute.ts";
import { askPerson } from "./ask-person.ts";
import { refusal } from "./authorize.ts";
import type { CallStops } from "./call-stops.ts";
import type { Drafts } from "./drafts.ts";
import { type KeptUpdate, keepWhole, outputFacts } from "./keep-whole.ts";
import { merge } from "./merge.ts";
import type { LoopServices } from "./services.ts";

interface ReadyCall {
  readonly call: ToolCallState;
  readonly effect: Effect;
  readonly args: Record<string, Json>;
  readonly idempotency_key: string;
  /** Nothing runs: the result of this call is told once more. */
  readonly reused_from?: ReusedCall;
  readonly updates: () => AsyncIterable<KeptUpdate>;
}

/** The work of one look at a run's calls. */
interface Performing {
  readonly run: RunState;
  readonly context: Pick<RunContext, "recorded">;
  readonly services: LoopServices;
  readonly sink: EventSink;
  readonly stops: CallStops;
}

/**
 * PERFORM, the tools' half. The intents are durable before the first effect (R5); progress comes as
 * it happens; results enter the log in the order of the calls, whoever is done first (R4).
 */
export async function* performTools(calls: readonly ToolCallState[], work: Performing): Drafts {
  const prepared = await Promise.all(calls.map((call) => prepare(call, work)));
  const ready = prepared.flatMap((call) => call.ready ?? []);
  const refused = prepared.flatMap((call) => call.refused ?? []);
  if (refused.length > 0) yield refused;
  if (ready.length === 0) return;

  yield ready.map(intent);
  try {
    yield* inCallOrder(ready, merge(ready.map(({ updates }) => updates())));
  } finally {
    work.stops.end();
  }
}

/** Checks the approval against the arguments once more: what runs is what was shown (S18). */
async function prepare(call: ToolCallState, work: Performing): Promise<Prepared> {
  const { run, services, stops } = work;
  const { tool_call_id, reused_from } = call;
  const idempotency_key = await canonicalHash([run.thread_id, run.turn_id, tool_call_id]);
  if (reused_from !== undefined) return prepareReused(call, reused_from, idempotency_key, work);
  const tool = services.toolbox.get(call.name);
  if (tool === undefined) return refuse(call, "unknown_tool", `${call.name} is gone`);

  const parsed = parseArguments(tool, call.arguments_text);
  if (!parsed.ok) return { refused: refusal(call, "invalid_arguments", parsed.error) };

  const approval = run.approvals.find(({ tool_call_id }) => tool_call_id === call.tool_call_id);
  if (approval && allowedHash(approval) !== (await canonicalHash(parsed.args))) {
    return refuse(call, "denied", "The arguments are not those that were allowed");
  }
  const { args } = parsed;
  const updates = () => {
    const { clock, exclusive } = services;
    const signal = stops.signalFor(tool_call_id);
    const asking = exclusive && { ask: askPerson({ ...work, call, args, exclusive }) };
    const options = { clock, signal, idempotency_key, tool_call_id, ...asking };
    return keepWhole(executeTool(tool, args, options), services);
  };
  return { ready: { call, effect: tool.effect, args, idempotency_key, updates } };
}

type Prepared = { readonly ready?: ReadyCall; readonly refused?: EventDraft };

/** What the gate let through because nothing runs must not run now that its record is gone. */
function prepareReused(
  call: ToolCallState,
  reused_from: ReusedCall,
  idempotency_key: string,
  { context: { recorded = [] } }: Performing,
): Prepared {
  const known = recorded.find(({ tool_call_id }) => tool_call_id === reused_from.tool_call_id);
  const args = readArguments(call.arguments_text);
  if (known === undefined || typeof args === "string") {
    const message = `The result that the run ${reused_from.run_id} had of ${call.name} is gone`;
    return { refused: refusal(call, "error", { code: "record_gone", message }) };
  }
  const { effect } = known;
  const updates = () => recordedUpdates(known);
  return { ready: { call, effect, args, idempotency_key, reused_from, updates } };
}

async function* recordedUpdates({ output }: RecordedCall): AsyncGenerator<KeptUpdate, void> {
  yield { type: "result", output };
}

function allowedHash({ arguments_hash, edited }: ApprovalState): string {
  return edited?.arguments_hash ?? arguments_hash;
}

function refuse(call: ToolCallState, reason: "unknown_tool" | "denied", message: string) {
  return { refused: refusal(call, reason, { code: reason, message }) };
}

function intent({ call, effect, args, idempotency_key, reused_from }: ReadyCall): EventDraft {
  return {
    type: "tool.started",
    tool_call_id: call.tool_call_id,
    payload: {
      name: call.name,
      arguments: args,
      effect,
      attempt: (call.attempt ?? 0) + 1,
      idempotency_key,
      ...(reused_from !== undefined && { reused_from }),
    },
  };
}

async function* inCallOrder(
  ready: readonly ReadyCall[],
  updates: AsyncIterable<{ index: number; value: KeptUpdate }>,
): Drafts {
  const ends = new Map<number, readonly EventDraft[]>();
  let next = 0;
  for await (const { index, value } of updates) {
    const one = ready[index];
    if (one === undefined) continue;
    const drafts = updateDrafts(one, value);
    if (value.type === "progress" || value.type === "facts") yield drafts;
    else ends.set(index, drafts);
    for (let end = ends.get(next); end !== undefined; end = ends.get(next)) {
      yield end;
      next += 1;
    }
  }
}

function updateDrafts({ call, reused_from }: ReadyCall, update: KeptUpdate): readonly EventDraft[] {
  const { tool_call_id, name } = call;
  switch (update.type) {
    case "facts":
      return update.facts.map((fact) => ({ ...fact, tool_call_id }));
    case "progress": {
      const { type: _, ...payload } = update;
      return [{ type: "tool.progress", tool_call_id, payload }];
    }
    case "result": {
      const { output, spilled } = update;
      const reused = reused_from !== undefined && { reused_from };
      const refs =
        spilled?.kept === undefined ? {} : { refs: { output_ref: spilled.kept.output_ref } };
      const facts = spilled === undefined ? [] : outputFacts(spilled);
      return [
        ...facts.map((fact) => ({ ...fact, tool_call_id })),
        { type: "tool.result", tool_call_id, payload: { name, output, ...reused }, ...refs },
      ];
    }
    case "failed":
      return [refusal(call, update.reason, update.error)];
  }
}
