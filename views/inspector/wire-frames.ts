import { laneMessages, laneOf } from "#runtime/event/lane.ts";
import type { Entry } from "#runtime/log/port.ts";

/** The frames of server-sent events that carry one event, to the byte. */
export interface WireFrames {
  /** On the browser's one stream: the whole event. */
  readonly stream: string;
  /** On the lanes of the run: what the event says on each, if anything. */
  readonly lanes: readonly string[];
}

/** How an event went over the wire, from a log opened for writing for the `epoch`th time. */
export function wireFrames({ event, json }: Entry, epoch: number): WireFrames {
  const id = `${epoch}.${event.sequence}`;
  return {
    stream: frame(laneOf(event), json, `${event.thread_id}:${id}`),
    lanes: laneMessages(event).map(({ lane, payload }) => frame(lane, JSON.stringify(payload), id)),
  };
}

/** JSON has no line breaks, so the data is one line. */
function frame(name: string, data: string, id: string): string {
  return `id:${id}\nevent:${name}\ndata:${data}\n\n`;
}
