import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Clock } from "#runtime/services.ts";
import type { Drafts } from "./drafts.ts";

/** A run that was asked to stop ends within this time, whatever its parts do (R6). */
export const STOP_DEADLINE_MS = 5_000;
const LEAST_SLEEP_MS = 1_000;

export interface Watch {
  readonly clock: Clock;
  /** Aborted when the run is asked to stop. */
  readonly signal: AbortSignal;
  /** Aborted when nobody wants to wait for the stop: the run is overdue at once. */
  readonly force: AbortSignal;
  /** A run that says nothing for so long says that; then after twice as long, and so on. Absent, never. */
  readonly quietMs?: number | undefined;
  /** What there is to say when nothing has happened for `ms`. */
  quiet(ms: number): Promise<readonly EventDraft[]>;
  /** The end of a run that did not end in time. */
  overdue(): Promise<readonly EventDraft[]>;
}

/**
 * Passes on what a run says, and adds what only time can tell. Durations are those of the monotonic
 * clock: a wall clock that jumps changes nothing. What an overdue run says later is dropped.
 */
export async function* watched(drafts: Drafts, watch: Watch): Drafts {
  const iterator = drafts[Symbol.asyncIterator]();
  const over = new AbortController();
  const bell = new Bell(watch);
  watchSilence(bell, watch.clock, over.signal).catch(() => {}); // A sleep rejects when all is over.
  watchStop(bell, watch, over.signal);
  let isWaiting = false;
  try {
    for (;;) {
      isWaiting = true;
      const next = iterator.next();
      let news = await bell.first(next);
      for (; news.kind === "quiet"; news = await bell.first(next)) {
        const said = await watch.quiet(news.ms);
        if (said.length > 0) yield said;
      }
      if (news.kind === "overdue") return yield await watch.overdue();
      isWaiting = false;
      if (news.result.done === true) return;
      yield news.result.value;
    }
  } finally {
    over.abort();
    const closed = iterator.return(undefined);
    if (isWaiting) closed.catch(() => {}); // What hangs may hang for ever.
    else await closed;
  }
}

type News =
  | { readonly kind: "said"; readonly result: IteratorResult<readonly EventDraft[], unknown> }
  | { readonly kind: "quiet"; readonly ms: number }
  | { readonly kind: "overdue" };

/** Lets a reader wait for a run or for the clock, whoever is first, and keeps nothing of what is over. */
class Bell {
  readonly #clock: Clock;
  readonly #quietMs: number;
  #isOverdue = false;
  #listener: ((news: News) => void) | undefined;
  silentSince: number;
  /** The silence after which it rings next. */
  quietMs: number;

  constructor({ clock, quietMs = Infinity }: Watch) {
    this.#clock = clock;
    this.#quietMs = quietMs;
    this.quietMs = quietMs;
    this.silentSince = clock.monotonic();
  }

  async first(next: Promise<IteratorResult<readonly EventDraft[], unknown>>): Promise<News> {
    if (this.#isOverdue) return { kind: "overdue" };
    const news = await new Promise<News>((resolve, reject) => {
      this.#listener = resolve;
      next.then((result) => resolve({ kind: "said", result }), reject);
    });
    this.#listener = undefined;
    if (news.kind === "said") {
      this.silentSince = this.#clock.monotonic();
      this.quietMs = this.#quietMs;
    }
    return news;
  }

  ring(news: Exclude<News, { kind: "said" }>): void {
    if (news.kind === "overdue") this.#isOverdue = true;
    this.#listener?.(news);
  }
}

async function watchSilence(bell: Bell, clock: Clock, over: AbortSignal): Promise<void> {
  while (!over.aborted && bell.quietMs < Infinity) {
    const left = bell.silentSince + bell.quietMs - clock.monotonic();
    if (left > 0) {
      await clock.sleep(Math.max(left, LEAST_SLEEP_MS), over);
      continue;
    }
    const ms = bell.quietMs;
    bell.quietMs *= 2;
    bell.ring({ kind: "quiet", ms });
  }
}

function watchStop(bell: Bell, { clock, signal, force }: Watch, over: AbortSignal): void {
  const end = () => bell.ring({ kind: "overdue" });
  if (force.aborted) end();
  else force.addEventListener("abort", end, { once: true, signal: over });
  const begin = () => {
    clock.sleep(STOP_DEADLINE_MS, over).then(
      end,
      () => {}, // It ended in time.
    );
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true, signal: over });
}
