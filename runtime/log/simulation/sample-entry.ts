import { SCHEMA_VERSION } from "#runtime/event/envelope.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Entry, ThreadRef } from "#runtime/log/port.ts";

export const SAMPLE_THREAD: ThreadRef = { session_id: "s_1", thread_id: "th_1" };

/** An entry as a thread stamps it. */
export function sampleEntry(
  sequence: number,
  text: string,
  { session_id, thread_id }: ThreadRef = SAMPLE_THREAD,
): Entry {
  const event: RuntimeEvent = {
    type: "model.delta",
    event_id: `ev_${sequence}`,
    timestamp: "2026-11-30T09:00:00.000Z",
    sequence,
    schema_version: SCHEMA_VERSION,
    session_id,
    thread_id,
    payload: { text },
  };
  return { event, json: JSON.stringify(event) };
}
