import type { Cursor } from "./stream/cursor.ts";
import type { ThreadListener } from "./lane-source.ts";

/**
 * A live element asks whoever surrounds it for the events of its thread. The one who has the stream
 * answers by `accept` with the way to stop.
 */
export class SubscribeEvent extends Event {
  static readonly type = "uar-subscribe";
  readonly thread_id: string;
  readonly after: Cursor;
  readonly listener: ThreadListener;
  #stop: (() => void) | undefined;

  constructor(thread_id: string, after: Cursor, listener: ThreadListener) {
    super(SubscribeEvent.type, { bubbles: true });
    this.thread_id = thread_id;
    this.after = after;
    this.listener = listener;
  }

  accept(stop: () => void): void {
    this.stopPropagation();
    this.#stop = stop;
  }

  /** Ends the subscription; nothing happens when nobody gave one. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
