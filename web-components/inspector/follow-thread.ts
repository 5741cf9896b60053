import type { Cursor, Entry } from "#runtime/log/port.ts";
import { LaneSource } from "#web-components/lane-source.ts";

export interface Followed {
  readonly thread_id: string;
  readonly after: Cursor;
  readonly take: (entry: Entry) => void;
  /** Whether nothing that is of use can follow. */
  readonly isOver: () => boolean;
}

/** Takes the events of a thread as they come, over the one stream of the browser. */
export function followThread(followed: Followed, signal: AbortSignal): void {
  const source = new LaneSource();
  const stop = source.subscribe(followed.thread_id, followed.after, {
    onEvent: (event) => {
      // Parsed from its one encoding, an event encodes to the same text again.
      followed.take({ event, json: JSON.stringify(event) });
      if (followed.isOver()) leave();
    },
    // What this page knows is no prefix of the log any more.
    onResync: () => location.reload(),
  });
  function leave(): void {
    stop();
    source.close();
  }
  signal.addEventListener("abort", leave, { once: true });
}
