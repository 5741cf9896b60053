import type { UarEvent } from "#runtime/event/uar-event.ts";
import { frame, STREAM_OPENING } from "./frame.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Resync } from "./resync.ts";

/** How lane messages are written for one kind of reader. */
export interface LaneFormat {
  readonly contentType: LaneMediaType;
  /** Sent first. */
  readonly opening: string;
  message(id: string, message: UarEvent): string;
  heartbeat(beat: Heartbeat): string;
  /** Absent where the format cannot tell a reader that its place is gone. */
  readonly resync?: (resync: Resync) => string;
}

export type LaneMediaType = "text/event-stream" | "application/jsonl" | "text/plain";

/** Server-sent events: `event:` is the lane, `data:` the message, `id:` the place. */
export const sseFormat: LaneFormat = {
  contentType: "text/event-stream",
  opening: STREAM_OPENING,
  message: (id, { lane, payload }) => frame(lane, JSON.stringify(payload), id),
  heartbeat: (beat) => frame("hb", JSON.stringify(beat)),
  resync: (resync) => frame("resync", JSON.stringify(resync), resync.after),
};

/** The same three fields as one JSON object a line. */
const jsonlFormat: LaneFormat = {
  contentType: "application/jsonl",
  opening: "",
  message: (id, { lane, payload }) => line({ id, lane, data: payload }),
  heartbeat: (beat) => line({ lane: "hb", data: beat }),
  resync: (resync) => line({ id: resync.after, lane: "resync", data: resync }),
};

/** Plain text cannot take back what it said, so it says that what follows stands in its place. */
const ANSWER_BEGINS_ANEW = "\n\n[The answer begins anew]\n\n";

/** The answer's words and nothing else. */
const textFormat: LaneFormat = {
  contentType: "text/plain",
  opening: "",
  message: (_id, message) => {
    if (message.type === "TokenDelta") return message.payload.text;
    return message.type === "Discarded" && message.lane === "tokens" ? ANSWER_BEGINS_ANEW : "";
  },
  heartbeat: () => "",
};

/** Every format of the lanes, the one for who does not care first. */
export const LANE_FORMATS: Readonly<Record<LaneMediaType, LaneFormat>> = {
  "text/event-stream": sseFormat,
  "application/jsonl": jsonlFormat,
  "text/plain": textFormat,
};

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
