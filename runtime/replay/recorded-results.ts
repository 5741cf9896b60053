import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { RecordedCall } from "#runtime/fork/recorded-calls.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import type { Recording } from "./recording.ts";

/** What a forked run took from its origin, as its own events tell it: in that order, and nothing else. */
export function recordedResults(recording: Recording): Promise<readonly RecordedCall[]> {
  const own = recording.events.filter(({ run_id }) => run_id === recording.run_id);
  const taken = own.flatMap((event) => (event.type === "permission.evaluated" ? [event] : []));
  return Promise.all(
    taken.flatMap((event) => {
      const { reused_from } = event.payload;
      return reused_from === undefined ? [] : [recordedCall(event, reused_from.tool_call_id, own)];
    }),
  );
}

async function recordedCall(
  { tool_call_id: id, payload }: EventOf<"permission.evaluated">,
  tool_call_id: string,
  own: readonly RuntimeEvent[],
): Promise<RecordedCall> {
  const ofCall = own.filter((event) => event.tool_call_id === id);
  const started = ofCall.find((event) => event.type === "tool.started")?.payload;
  const result = ofCall.find((event) => event.type === "tool.result")?.payload;
  // Where a secret was struck out of the arguments, what is left has another hash.
  const struck = started === undefined ? [] : [await canonicalHash(started.arguments)];
  return {
    tool_call_id,
    name: payload.tool,
    effect: started?.effect ?? "read",
    argument_hashes: [payload.arguments_hash ?? "", ...struck],
    output: result?.output ?? { content: "" },
  };
}
