import type { EventOf } from "#runtime/event/catalogue.ts";
import { changeCall } from "./fold-tool.ts";
import type { RunState, ThreadState } from "./thread-state.ts";

/** The whole output of a call is kept beside the log. */
export function foldOutput(run: RunState, event: EventOf<"output.spilled">): RunState {
  const { output_ref, bytes } = event.payload;
  const kept = { output_ref, bytes };
  if (event.tool_call_id === undefined) return run;
  return changeCall(run, event.tool_call_id, event, (call) => ({ ...call, kept }));
}

/** An output is kept no longer: every call and question of the thread that it was of says so. */
export function foldExpired(
  turns: ThreadState["turns"],
  { payload: { output_ref, reason } }: EventOf<"output.expired">,
): ThreadState["turns"] {
  return turns.map((turn) => {
    const { calls } = turn.run;
    const files = turn.attachments?.map((file) =>
      file.output_ref === output_ref ? { ...file, expired: reason } : file,
    );
    const attached = files === undefined ? turn : { ...turn, attachments: files };
    if (!calls.some(({ kept }) => kept?.output_ref === output_ref)) return attached;
    const marked = calls.map((call) =>
      call.kept?.output_ref === output_ref
        ? { ...call, kept: { ...call.kept, expired: reason } }
        : call,
    );
    return { ...attached, run: { ...turn.run, calls: marked } };
  });
}
