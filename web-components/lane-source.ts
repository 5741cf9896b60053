import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Lane } from "#runtime/event/lane.ts";
import { type Cursor, parseMessageId } from "./stream/cursor.ts";
import { Leader, type LeaderOptions } from "./stream/leader.ts";
import { runForLeader } from "./stream/leadership.ts";
import type { StreamMessage, StreamStatus, TabMessage, WantedByTab } from "./stream/tab-message.ts";

export interface LaneSourceOptions extends Partial<
  Pick<LeaderOptions, "open" | "watchdog_ms" | "backoff">
> {
  /** Tabs that share a channel share one stream. */
  readonly channel?: string;
  readonly onStatus?: (status: StreamStatus, tabs: number) => void;
}

/** What a reader of a thread gets: each event once and in order, or word that it has to start anew. */
export interface ThreadListener {
  readonly onEvent: (event: RuntimeEvent, lane: Lane) => void;
  /** The log does not go on from what this reader has: it must fetch the thread's state again. */
  readonly onResync: () => void;
}

interface Subscriber extends ThreadListener {
  readonly thread_id: string;
  seen: Cursor;
  /** The place after which it asked for what it misses; once is enough. */
  asked?: number;
}

/**
 * The events of the threads that this tab shows, out of the one stream of the browser.
 *
 * 1. Of all tabs, one (the leader) holds the stream; messages go to every tab over a channel.
 * 2. A reader gets each event once: what it has seen is dropped, after a gap it asks again from
 *    the last event that it has.
 */
export class LaneSource {
  readonly #options: LaneSourceOptions;
  readonly #tab = crypto.randomUUID();
  readonly #channel: BroadcastChannel;
  readonly #gone = new AbortController();
  readonly #subscribers = new Set<Subscriber>();
  #leader: Leader | undefined;
  /** Per thread, the newest event that came by. */
  readonly #newest = new Map<string, number>();
  #asking = false;
  #missed = false;

  constructor(options: LaneSourceOptions = {}) {
    this.#options = options;
    this.#channel = new BroadcastChannel(options.channel ?? "uar");
    this.#channel.addEventListener("message", (message: MessageEvent<TabMessage>) =>
      this.#hear(message.data),
    );
    runForLeader(this.#tab, {
      signal: this.#gone.signal,
      onOpen: () => this.#ask(), // a leader that looked before has forgotten this tab
      onLead: () => this.#lead(),
    });
    this.#wakeWithThePage();
  }

  /** Delivers the events of a thread after a cursor. Answers with the way to stop. */
  subscribe(thread_id: string, after: Cursor, listener: ThreadListener): () => void {
    const subscriber: Subscriber = { ...listener, thread_id, seen: after };
    this.#subscribers.add(subscriber);
    this.#ask(after.sequence < (this.#newest.get(thread_id) ?? 0));
    return () => {
      this.#subscribers.delete(subscriber);
      this.#ask();
    };
  }

  close(): void {
    this.#gone.abort();
    this.#leader?.close();
    this.#channel.close();
  }

  #lead(): void {
    const { open = fetchStream, watchdog_ms, backoff } = this.#options;
    this.#leader = new Leader({
      tab: this.#tab,
      open,
      ...(watchdog_ms !== undefined && { watchdog_ms }),
      ...(backoff !== undefined && { backoff }),
      onMessage: (message) => {
        if (this.#leader?.hasFollowers === true) this.#say({ kind: "message", message }); // (1)
        this.#deliver(message);
      },
      onStatus: (status, tabs) => {
        this.#say({ kind: "status", status, tabs });
        this.#options.onStatus?.(status, tabs);
      },
    });
    this.#leader.wanted(this.#wanted());
    this.#say({ kind: "who-wants" });
  }

  #hear(message: TabMessage): void {
    switch (message.kind) {
      case "wanted":
        this.#leader?.wanted(message);
        return;
      case "who-wants":
        this.#ask();
        return;
      case "message":
        this.#deliver(message.message);
        return;
      case "status":
        this.#options.onStatus?.(message.status, message.tabs);
        return;
    }
  }

  #deliver(message: StreamMessage): void {
    if (message.event === "resync") {
      this.#resync(message.data);
      return;
    }
    const place = parseMessageId(message.id);
    if (place === undefined) return;
    this.#newest.set(place.thread_id, place.cursor.sequence);
    const readers = [...this.#subscribers].filter((each) => each.thread_id === place.thread_id);
    if (!readers.some((reader) => reader.seen.sequence < place.cursor.sequence)) return;

    // The server encodes what its schema has checked; a newer event class passes through the fold.
    const event = JSON.parse(message.data) as RuntimeEvent;
    const lane = message.event as Lane;
    for (const reader of readers) {
      if (this.#isNext(reader, place.cursor)) reader.onEvent(event, lane);
    }
  }

  /** (2) */
  #isNext(reader: Subscriber, cursor: Cursor): boolean {
    if (cursor.sequence <= reader.seen.sequence) return false;
    if (cursor.sequence > reader.seen.sequence + 1) {
      if (reader.asked !== reader.seen.sequence) this.#ask(true);
      reader.asked = reader.seen.sequence;
      return false;
    }
    reader.seen = cursor;
    return true;
  }

  #resync(data: string): void {
    const { thread_id } = JSON.parse(data) as { thread_id?: string };
    for (const reader of this.#subscribers) {
      if (reader.thread_id === thread_id) reader.onResync();
    }
  }

  /** Tells the leader what this tab shows; once for all that changed in one turn of the loop. */
  #ask(missed = false): void {
    this.#missed ||= missed;
    if (this.#asking) return;
    this.#asking = true;
    queueMicrotask(() => {
      const wanted = this.#wanted();
      this.#asking = false;
      this.#missed = false;
      this.#leader?.wanted(wanted);
      this.#say({ kind: "wanted", ...wanted });
    });
  }

  /** Of several readers of a thread, the one that is furthest behind speaks for all. */
  #wanted(): WantedByTab {
    const threads = new Map<string, Cursor>();
    for (const { thread_id, seen } of this.#subscribers) {
      const known = threads.get(thread_id);
      if (known === undefined || seen.sequence < known.sequence) threads.set(thread_id, seen);
    }
    return {
      tab: this.#tab,
      threads: [...threads].map(([thread_id, after]) => ({ thread_id, after })),
      missed: this.#missed,
    };
  }

  #say(message: TabMessage): void {
    if (!this.#gone.signal.aborted) this.#channel.postMessage(message);
  }

  #wakeWithThePage(): void {
    const { signal } = this.#gone;
    const wake = (): void => {
      if (document.visibilityState === "visible") this.#leader?.wake();
    };
    document.addEventListener("visibilitychange", wake, { signal });
    addEventListener("pageshow", wake, { signal });
    addEventListener("online", wake, { signal });
  }
}

function fetchStream(url: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, { signal, headers: { accept: "text/event-stream" }, cache: "no-store" });
}
