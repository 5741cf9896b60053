import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog, LogStore, ThreadRef } from "#runtime/log/port.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { summarise, type ThreadSummary } from "#runtime/state/summary.ts";
import { Thread, type ThreadServices } from "./thread.ts";

/** Threads kept open while idle; the least used one beyond that is put away. */
const MAX_IDLE_THREADS = 256;
/** Logs that are read side by side when a server starts. */
const READERS = 8;

/**
 * Every thread of a store: opens them, remembers where each id lives, and keeps the short forms
 * for lists. All of it is a cache over the logs.
 *
 * T4 One log has at most one open Thread, so that sequences have one source.
 * T5 What must look before it writes does so inside `exclusive`, one at a time for each key.
 */
export class Threads {
  readonly #store: LogStore;
  readonly #services: ThreadServices;
  readonly #open = new Map<string, Promise<Thread>>();
  readonly #places = new Map<string, ThreadRef>();
  readonly #summaries = new Map<string, ThreadSummary>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #forgotten = new WeakSet<EventLog>();
  #loaded: Promise<void> | undefined;

  constructor(store: LogStore, services: Omit<ThreadServices, "observer" | "recalled">) {
    this.#store = store;
    this.#services = {
      ...services,
      observer: (event) => this.#remember(event),
      recalled: (state) => this.#recall(state),
    };
  }

  /** Opens a thread, new or known; one whose log failed is opened anew from it. */
  async open({ session_id, thread_id }: ThreadRef): Promise<Thread> {
    const known = this.#open.get(thread_id);
    if (known !== undefined) {
      this.#open.delete(thread_id);
      this.#open.set(thread_id, known);
      const thread = await known;
      if (!thread.log.isDead) return thread;
      // Whoever comes first puts the dead one away; all others find what is opened next (T4).
      if (this.#open.get(thread_id) === known) await this.forget(thread);
      return this.open({ session_id, thread_id });
    }
    const opening = this.#store
      .open(session_id, thread_id)
      .then((log) => Thread.open(log, this.#services));
    this.#open.set(thread_id, opening);
    opening.catch(() => this.#open.delete(thread_id));
    await this.#putAway();
    return opening;
  }

  /** The thread that holds a run, turn, action, session or thread of this id. */
  async find(id: string): Promise<Thread | undefined> {
    if (!this.#places.has(id)) await this.load();
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.open(place);
  }

  /** The thread in which a turn with this idempotency key was submitted. */
  async findByKey(key: string | undefined): Promise<Thread | undefined> {
    return key === undefined ? undefined : this.find(keyPlace(key));
  }

  /** Reads every log once, so that ids and lists are complete. `each` sees every thread on the way. */
  load(each?: (thread: Thread) => void): Promise<void> {
    this.#loaded ??= this.#loadAll(each);
    return this.#loaded;
  }

  /** Short forms of all threads, the newest first. */
  async list(): Promise<readonly ThreadSummary[]> {
    await this.load();
    for (const opening of this.#open.values()) {
      const thread = await opening;
      this.#summaries.set(thread.thread_id, summarise(await thread.state()));
    }
    return [...this.#summaries.values()]
      .filter((summary) => summary.created_at !== "")
      .sort((left, right) => right.updated_at.localeCompare(left.updated_at));
  }

  /** Keeps T5. */
  async exclusive<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(key);
    const turn = Promise.allSettled([before]).then(work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }

  /** Drops a thread whose log failed; the next look opens it from its log. */
  async forget(thread: Thread): Promise<void> {
    this.#open.delete(thread.thread_id);
    this.#forgotten.add(thread.log);
    thread.close();
    await thread.log.close();
  }

  /** Whether new events of its thread still go to this log. */
  isCurrent(log: EventLog): boolean {
    return !this.#forgotten.has(log);
  }

  async close(): Promise<void> {
    for (const opening of this.#open.values()) (await opening).close();
    await this.#services.folds?.close();
    await this.#store.close();
  }

  async #loadAll(each?: (thread: Thread) => void): Promise<void> {
    const places = (await this.#store.list()).values();
    await Promise.all(Array.from({ length: READERS }, () => this.#loadFrom(places, each)));
  }

  async #loadFrom(places: Iterable<ThreadRef>, each?: (thread: Thread) => void): Promise<void> {
    for (const place of places) {
      const thread = await this.open(place);
      this.#summaries.set(thread.thread_id, summarise(await thread.state()));
      each?.(thread);
    }
  }

  #remember(event: RuntimeEvent): void {
    const { session_id, thread_id, turn_id, task_id, run_id, action_id } = event;
    const ids = [session_id, thread_id, turn_id, task_id, run_id, action_id, submitKey(event)];
    this.#place({ session_id, thread_id }, ids);
  }

  /** The ids of all events that came to this state. */
  #recall({ session_id, thread_id, turns }: ThreadState): void {
    this.#place({ session_id, thread_id }, [session_id, thread_id]);
    for (const { turn_id, task_id, run_id, run, idempotency_key } of turns) {
      const key = idempotency_key === undefined ? undefined : keyPlace(idempotency_key);
      const actions = run.approvals.map(({ action_id }) => action_id);
      const { session_id: session, thread_id: thread } = run;
      const place = { session_id: session, thread_id: thread };
      this.#place(place, [turn_id, task_id, run_id, ...actions, key]);
    }
  }

  #place(place: ThreadRef, ids: readonly (string | undefined)[]): void {
    for (const id of ids) {
      if (id !== undefined && !this.#places.has(id)) this.#places.set(id, place);
    }
  }

  async #putAway(): Promise<void> {
    if (this.#open.size <= MAX_IDLE_THREADS) return;
    for (const [id, opening] of this.#open) {
      const thread = await opening;
      const state = await thread.state();
      if (thread.isAwaited || hasWork(state) || state.sequence === 0) continue;
      this.#summaries.set(id, summarise(state));
      this.#open.delete(id);
      thread.close();
      return;
    }
  }
}

/** Somebody works on it, or is about to. */
function hasWork(state: ThreadState): boolean {
  return activeRun(state) !== undefined || state.turns.at(-1)?.run.status === "queued";
}

function submitKey(event: RuntimeEvent): string | undefined {
  const key = event.type === "turn.submitted" ? event.payload.idempotency_key : undefined;
  return key === undefined ? undefined : keyPlace(key);
}

/** Keys are the senders' own words; the prefix keeps them apart from our ids. */
function keyPlace(key: string): string {
  return `key:${key}`;
}
