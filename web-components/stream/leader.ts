import { urls } from "#views/urls.ts";
import { type Cursor, formatCursor, parseCursor, parseMessageId } from "./cursor.ts";
import { openTabs } from "./leadership.ts";
import { StreamConnection, type StreamConnectionOptions } from "./stream-connection.ts";
import type { StreamMessage, StreamStatus, Wanted, WantedByTab } from "./tab-message.ts";

export interface LeaderOptions extends Pick<
  StreamConnectionOptions,
  "open" | "watchdog_ms" | "backoff"
> {
  readonly tab: string;
  readonly onMessage: (message: StreamMessage) => void;
  readonly onStatus: (status: StreamStatus, tabs: number) => void;
}

/**
 * Holds the browser's one stream for all its tabs.
 *
 * 1. The stream asks for each thread after the oldest event that any tab still misses.
 * 2. It is opened anew only when a tab wants a thread, or an older place, that it does not give.
 */
export class Leader {
  readonly #options: LeaderOptions;
  readonly #connection: StreamConnection;
  readonly #wantedByTab = new Map<string, readonly Wanted[]>();
  /** Per thread, the place after which the stream goes on. */
  readonly #cursors = new Map<string, Cursor>();
  #heads: Readonly<Record<string, string>> = {};
  #status: StreamStatus = "catching up";
  #tabs = 1;

  constructor(options: LeaderOptions) {
    this.#options = options;
    this.#connection = new StreamConnection({
      ...options,
      url: () => this.#url(),
      onMessage: (message) => this.#receive(message),
      onState: (state) => {
        if (state === "offline") this.#setStatus("offline");
        if (state === "refused") this.#setStatus("lost");
        if (state === "open") this.#setStatus("catching up");
      },
    });
    this.#connection.run().catch(reportError);
  }

  /** A tab says which threads it shows and how far it is. What is under way to it does not count as missed. */
  wanted({ tab, threads, missed }: WantedByTab): void {
    const known = this.#wantedByTab.get(tab);
    this.#wantedByTab.set(tab, threads);
    if (known === undefined) this.#options.onStatus(this.#status, this.#tabs);

    const asked = missed ? threads : threads.filter((thread) => !isAmong(known, thread));
    const missing = asked.filter((thread) => this.#misses(thread));
    for (const { thread_id, after } of missing) this.#cursors.set(thread_id, after); // (1)
    if (missing.length > 0) this.#connection.restart(); // (2)
  }

  /** Whether another tab listens; one that has not said so yet asks for what it misses when it does. */
  get hasFollowers(): boolean {
    return this.#wantedByTab.size > (this.#wantedByTab.has(this.#options.tab) ? 1 : 0);
  }

  wake(): void {
    this.#connection.wake();
  }

  close(): void {
    this.#connection.close();
  }

  #misses({ thread_id, after }: Wanted): boolean {
    const cursor = this.#cursors.get(thread_id);
    return cursor === undefined || after.sequence < cursor.sequence;
  }

  #url(): string | undefined {
    const threads = new Set([...this.#wantedByTab.values()].flat().map((each) => each.thread_id));
    const subscriptions = [...threads].flatMap((thread_id) => {
      const cursor = this.#cursors.get(thread_id);
      return cursor === undefined ? [] : [{ thread_id, after: formatCursor(cursor) }];
    });
    return subscriptions.length === 0 ? undefined : urls.stream(subscriptions);
  }

  #receive(message: StreamMessage): void {
    if (message.event === "hb") {
      this.#heads = headsOf(message.data);
      this.#countTabs();
    }
    const place = parseMessageId(message.id);
    if (place !== undefined) this.#cursors.set(place.thread_id, place.cursor);
    this.#setStatus(this.#isBehind() ? "catching up" : "live");
    if (message.event !== "hb") this.#options.onMessage(message);
  }

  #isBehind(): boolean {
    return Object.entries(this.#heads).some(([thread_id, head]) => {
      const cursor = this.#cursors.get(thread_id);
      const newest = parseCursor(head);
      return cursor !== undefined && newest !== undefined && cursor.sequence < newest.sequence;
    });
  }

  #setStatus(status: StreamStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus(status, this.#tabs);
  }

  /** Forgets tabs that are gone, so that nothing is read for them. */
  #countTabs(): void {
    const before = new Map(this.#wantedByTab);
    openTabs(this.#options.tab)
      .then((open) => {
        for (const [tab, threads] of before) {
          const spoke = this.#wantedByTab.get(tab) !== threads; // meanwhile, so it is there
          if (!open.has(tab) && !spoke) this.#wantedByTab.delete(tab);
        }
        if (open.size === this.#tabs) return;
        this.#tabs = open.size;
        this.#options.onStatus(this.#status, this.#tabs);
      })
      .catch(reportError);
  }
}

function isAmong(threads: readonly Wanted[] | undefined, { thread_id }: Wanted): boolean {
  return threads?.some((each) => each.thread_id === thread_id) === true;
}

function headsOf(data: string): Readonly<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed !== "object" || parsed === null || !("heads" in parsed)) return {};
    // Our own server wrote it; a value that is no cursor is skipped where it is used.
    return parsed.heads as Readonly<Record<string, string>>;
  } catch {
    return {};
  }
}
