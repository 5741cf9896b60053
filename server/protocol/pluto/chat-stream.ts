import { z } from "zod";

import { laneMessages } from "#runtime/event/lane.ts";
import type { UarEvent } from "#runtime/event/uar-event.ts";
import type { Projection } from "#server/sse/lanes.ts";

/** Everything that may stand after `event:` (S24). */
type Name = "start" | "token" | "discard" | "approval" | "error" | "done";

/** The data of one event, as its name says; discard, approval and error are those of the lanes. */
export const ChatEvent = z.union([
  z.object({ session_id: z.string(), run_id: z.string() }).describe("start"),
  z.object({ content: z.string() }).describe("token"),
  z.object({ finish_reason: z.string() }).describe("done"),
  z.looseObject({}).describe("discard, approval, error"),
]);

/** What a chat's stream begins with. */
export function startFrame(ids: { readonly session_id: string; readonly run_id: string }): string {
  return frame("start", ids);
}

/** Sent now and then, so that nobody takes a quiet stream for a dead one; readers pass over it. */
export const HEARTBEAT = ": hb\n\n";

/** The answer of one run as Pluto streams it: its words, then one `done`. */
export function chatProjection(run_id: string): Projection {
  return {
    key: `pluto ${run_id}`,
    encode(entries) {
      const messages = entries
        .filter(({ event }) => event.run_id === run_id)
        .flatMap(({ event }) => laneMessages(event));
      const end = messages.findIndex(({ type }) => type === "Done");
      const told = end === -1 ? messages : messages.slice(0, end + 1);
      return { text: told.map(chatFrame).join(""), isOver: end !== -1 };
    },
  };
}

function chatFrame(message: UarEvent): string {
  switch (message.type) {
    case "TokenDelta":
      return frame("token", { content: message.payload.text });
    case "Discarded":
      return message.lane === "tokens" ? frame("discard", message.payload) : "";
    case "Approval":
      return frame("approval", message.payload);
    case "Error":
      return frame("error", message.payload);
    case "Done":
      return frame("done", { finish_reason: FINISH_REASONS[message.payload.status] });
    default:
      return "";
  }
}

type DoneStatus = Extract<UarEvent, { type: "Done" }>["payload"]["status"];

const FINISH_REASONS = {
  completed: "stop",
  failed: "error",
  cancelled: "cancelled",
  timed_out: "length",
  lost: "error",
} as const satisfies Record<DoneStatus, string>;

/** JSON has no line breaks of its own, so the data is one line. */
function frame(name: Name, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
