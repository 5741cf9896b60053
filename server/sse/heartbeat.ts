import type { EventLog } from "#runtime/log/port.ts";
import { placeId } from "./cursor.ts";

/** Sign of life with the newest place of every log on the stream: a reader sees how far it is behind. */
export interface Heartbeat {
  readonly heads: Readonly<Record<string, string>>;
  /** Wall time, for display. */
  readonly ts: string;
}

export function heartbeat(logs: readonly EventLog[], ts: string): Heartbeat {
  const heads = logs.map((log) => {
    const { epoch, sequence } = log.head();
    return [log.thread_id, placeId(epoch, sequence)] as const;
  });
  return { heads: Object.fromEntries(heads), ts };
}
