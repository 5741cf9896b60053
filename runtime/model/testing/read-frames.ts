import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Protocol } from "#runtime/model/protocol/protocol.ts";

/** The identity that errors of these readers name. */
export const SOMEONE = { provider: "someone", baseUrl: "http://127.0.0.1:1/v1" };

/** All events of an answer that came in these frames; a text is a frame as it is. */
export function readFrames(protocol: Protocol, frames: readonly Json[]): NormalizedEvent[] {
  const out: NormalizedEvent[] = [];
  const reader = protocol.reader(SOMEONE);
  for (const frame of frames) {
    reader.read(typeof frame === "string" ? frame : JSON.stringify(frame), undefined, out);
  }
  reader.end(out);
  return out;
}
