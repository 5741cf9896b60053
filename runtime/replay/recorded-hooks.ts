import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Hook, HookInput } from "#runtime/hook/hook.ts";
import type { Cursor } from "./cursor.ts";
import { until } from "./recorded-clock.ts";

/** The hooks that the recording shows, one for each tool that they were about. They answer as recorded. */
export function recordedHooks(cursor: Cursor): readonly Hook[] {
  const { events, run_id } = cursor.recording;
  const own = events.filter((event) => event.run_id === run_id);
  const names = new Map(events.flatMap((event) => namedCalls(event)));
  const hooks = new Map<string, Hook>();
  for (const event of own) {
    if (event.type !== "hook.started") continue;
    const tool = names.get(event.tool_call_id ?? "");
    const { hook: name, point, timeout_ms } = event.payload;
    const key = JSON.stringify([name, point, tool]);
    if (hooks.has(key)) continue;
    hooks.set(key, {
      name,
      point,
      ...(tool !== undefined && { match: tool }),
      ...(timeout_ms !== undefined && { timeout_ms }),
      on_failure: isIgnored(own, event) ? "ignore" : "block",
      run: (input, signal) => answer(cursor, own, input, signal),
    });
  }
  return [...hooks.values()];
}

function namedCalls(event: RuntimeEvent): readonly (readonly [string, string])[] {
  if (event.type !== "model.completed") return [];
  return event.payload.tool_calls.map(({ tool_call_id, name }) => [tool_call_id, name] as const);
}

function isIgnored(own: readonly RuntimeEvent[], { payload }: EventOf<"hook.started">): boolean {
  return own.some((event) => {
    if (event.type !== "hook.failed" || event.payload.effect !== "ignored") return false;
    if (event.payload.error.code === "interrupted") return false;
    return event.payload.hook === payload.hook && event.payload.point === payload.point;
  });
}

async function answer(
  cursor: Cursor,
  own: readonly RuntimeEvent[],
  { hook_run_id }: HookInput,
  signal: AbortSignal,
): ReturnType<Hook["run"]> {
  for (const event of own) {
    if (event.type === "hook.completed" && event.payload.hook_run_id === hook_run_id) {
      return answerOf(event);
    }
    if (event.type === "hook.failed" && event.payload.hook_run_id === hook_run_id) {
      const { code, message } = event.payload.error;
      if (code !== "timed_out" && code !== "cancelled") throw new Error(message);
    }
  }
  await until(cursor, signal, () => false);
  return {};
}

function answerOf({ payload }: EventOf<"hook.completed">): Awaited<ReturnType<Hook["run"]>> {
  const { outcome: decision, reason, updated_input } = payload;
  const { updated_output, suppress_output, additional_context } = payload;
  return {
    decision,
    ...(reason !== undefined && { reason }),
    ...(updated_input !== undefined && { updated_input }),
    ...(updated_output !== undefined && { updated_output }),
    ...(suppress_output !== undefined && { suppress_output }),
    ...(additional_context !== undefined && { additional_context }),
  };
}
