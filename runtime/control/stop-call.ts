import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { CommandError } from "./command.ts";

/** What asks one running call to stop while its run goes on; nothing where it ended or was asked. */
export function callStop(run: RunState, toolCallId: string, request: EventDraft): EventDraft[] {
  const call = run.calls.find((known) => known.tool_call_id === toolCallId);
  if (call === undefined) {
    throw new CommandError("not_found", `The run "${run.run_id}" has no call "${toolCallId}"`);
  }
  if (call.provider_executed === true) {
    const message = `The provider runs ${call.name}, and only it could stop it; stop the run instead`;
    throw new CommandError("conflict", message);
  }
  switch (call.status) {
    case "running":
      return call.cancel === undefined ? [{ ...request, tool_call_id: toolCallId }] : [];
    case "writing":
    case "queued":
    case "waiting_approval":
    case "outcome_unknown":
      throw new CommandError(
        "conflict",
        `The call "${toolCallId}" is not running but ${call.status}; answer its question or stop the run`,
        { status: call.status },
      );
    default:
      return [];
  }
}
