import type { FoldKeeper } from "#runtime/fold-cache/fold-keeper.ts";
import { isBarrier } from "#runtime/event/barrier.ts";
import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SCHEMA_VERSION } from "#runtime/event/envelope.ts";
import type { Entry, EventLog } from "#runtime/log/port.ts";
import type { Secrets } from "#runtime/model/cassette/secrets.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { stepOf } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Clock, Ids } from "./services.ts";
import type { EventSink } from "./sink.ts";

export interface ThreadServices {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Fold the log anew for every look at the state (`UAR_COLD=1`): proof that the log is all there is. */
  readonly cold: boolean;
  /** What must not reach a log: it is struck out of every event (R10). */
  readonly secrets?: Pick<Secrets, "strike">;
  /** Spares opening the most of a long fold; absent, every thread is folded from its first event. */
  readonly folds?: FoldKeeper;
  /** Told of every event once it can be read, also of those that were there before. */
  readonly observer?: (event: RuntimeEvent) => void;
  /** Told of every event that this process wrote, once it can be read. */
  readonly heard?: (event: RuntimeEvent) => void;
  /** Told instead of the events that a kept fold stands for. */
  readonly recalled?: (state: ThreadState) => void;
}

/** Somebody wants to go on with a thread that was imported. */
export class ReadOnlyThreadError extends Error {
  override name = "ReadOnlyThreadError";
}

const READ_BATCH = 2_000;

interface Waiter {
  readonly condition: (state: ThreadState) => boolean;
  readonly resolve: (state: ThreadState) => void;
}

/**
 * One open thread: stamps drafts, appends them to its log and keeps the fold.
 *
 * T1 Sequences are given in the order of the calls to append, without a gap.
 * T2 The state moves only when the log's head has moved: nothing is seen before it is written.
 * T3 After a failed append the thread is done for; it must be opened anew from its log.
 * T6 To a thread that was imported nothing is added but its name and its place in lists.
 */
export class Thread implements EventSink {
  readonly log: EventLog;
  readonly #services: ThreadServices;
  readonly #waiters = new Set<Waiter>();
  readonly #unwatch: () => void;
  #written: RuntimeEvent[] = [];
  #state: ThreadState;
  #nextSequence: number;
  #isClosed = false;

  private constructor(log: EventLog, services: ThreadServices, state: ThreadState) {
    this.log = log;
    this.#services = services;
    this.#state = state;
    this.#nextSequence = state.sequence + 1;
    this.#unwatch = log.subscribe(() => this.#observe());
  }

  static async open(log: EventLog, services: ThreadServices): Promise<Thread> {
    const kept = await services.folds?.recall(log);
    if (kept !== undefined) services.recalled?.(kept);
    const state = await foldLog(log, services.observer, kept);
    services.folds?.offer(log, state);
    return new Thread(log, services, state);
  }

  get session_id(): string {
    return this.log.session_id;
  }

  get thread_id(): string {
    return this.log.thread_id;
  }

  /** Whether somebody waits for this thread to change; such a thread must stay open. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  async append(drafts: readonly EventDraft[]): Promise<readonly RuntimeEvent[]> {
    if (this.#isClosed) throw new Error(`Thread "${this.thread_id}" is closed; open it again`);
    this.#checkMayGrow(drafts);
    const entries = drafts.map((draft) => this.#stamp(draft));
    const events = entries.map((entry) => entry.event);
    this.#written.push(...events);
    await this.log.append(entries, { barrier: events.some((event) => isBarrier(event.type)) });
    return events;
  }

  /** Keeps T6. */
  #checkMayGrow(drafts: readonly EventDraft[]): void {
    const { imported } = this.#state;
    if (imported === undefined || drafts.every(({ type }) => type === "session.updated")) return;
    throw new ReadOnlyThreadError(
      `The session "${this.session_id}" was imported: it is there to be read, and nothing runs in it`,
    );
  }

  async state(): Promise<ThreadState> {
    return this.#services.cold ? foldLog(this.log) : this.#state;
  }

  async until(
    condition: (state: ThreadState) => boolean,
    signal: AbortSignal,
  ): Promise<ThreadState> {
    signal.throwIfAborted();
    if (condition(this.#state)) return this.#state;
    return new Promise((resolve, reject) => {
      const waiter = { condition, resolve: settle };
      const stop = () => {
        this.#waiters.delete(waiter);
        reject(signal.reason);
      };
      function settle(state: ThreadState) {
        signal.removeEventListener("abort", stop);
        resolve(state);
      }
      signal.addEventListener("abort", stop, { once: true });
      this.#waiters.add(waiter);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#unwatch();
  }

  /** Names the step that asked for a call, too. Keeps T1: no await between taking the number and handing the entry to the log. */
  #stamp(draft: EventDraft): Entry {
    const { type, payload, refs, ...ids } = draft;
    const stamped = {
      type,
      event_id: this.#services.ids.next("ev"),
      timestamp: this.#services.clock.now(),
      sequence: this.#nextSequence,
      schema_version: SCHEMA_VERSION,
      session_id: this.session_id,
      thread_id: this.thread_id,
      ...ids,
      ...stepOf(this.#state, ids),
      payload,
      ...(refs !== undefined && { refs }),
    };
    this.#nextSequence += 1;
    // A draft is an event without the stamp, so the stamped draft is the event of the same class.
    return safeEntry(stamped as RuntimeEvent, this.#services.secrets);
  }

  /** Keeps T2: folds what the log has made readable, and no more. */
  #observe(): void {
    const head = this.log.head().sequence;
    const readable = this.#written.findIndex((event) => event.sequence > head);
    const events = this.#written.splice(0, readable === -1 ? this.#written.length : readable);
    for (const event of events) {
      this.#state = fold(this.#state, event);
      this.#services.observer?.(event);
      this.#services.heard?.(event);
    }
    if (events.some(isRunEnd)) this.#services.folds?.offer(this.log, this.#state);
    for (const waiter of this.#waiters) {
      if (!waiter.condition(this.#state)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(this.#state);
    }
  }
}

/** An event as a log takes it: without what must not reach one (R10). */
export function safeEntry(event: RuntimeEvent, secrets: ThreadServices["secrets"]): Entry {
  const json = JSON.stringify(event);
  const safe = secrets?.strike(json) ?? json;
  // Stars in the place of some letters leave the JSON what it was.
  return { event: safe === json ? event : (JSON.parse(safe) as RuntimeEvent), json: safe };
}

function isRunEnd({ type }: RuntimeEvent): boolean {
  return type === "turn.completed" || type === "turn.failed";
}

async function foldLog(
  log: EventLog,
  observer?: ThreadServices["observer"],
  kept?: ThreadState,
): Promise<ThreadState> {
  let state = kept ?? emptyThread(log.session_id, log.thread_id);
  for (;;) {
    const entries = await log.read(state.sequence, READ_BATCH);
    if (entries.length === 0) return state;
    for (const { event } of entries) {
      state = fold(state, event);
      observer?.(event);
    }
  }
}
