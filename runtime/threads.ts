import { OutputPlaces } from "#runtime/artifact/output-places.ts";
import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { ownerOf } from "#runtime/log/branch-log.ts";
import { type BranchStore, withBranches } from "#runtime/log/branch-store.ts";
import type { EventLog, LogStore, ThreadRef } from "#runtime/log/port.ts";
import { isReadFault } from "#runtime/log/read-fault.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { type SessionSummary, summariseSession } from "#runtime/state/session-summary.ts";
import { newestFirst, summarise, type ThreadSummary } from "#runtime/state/summary.ts";
import { keyPlace, ThreadPlaces, type UnreadableThread } from "./thread-places.ts";
import { isHere, type Pauses, recordThread } from "./recorded-thread.ts";
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
  /** Which of them name which kept outputs. */
  readonly outputs: OutputPlaces = new OutputPlaces();
  readonly #store: BranchStore;
  readonly #services: ThreadServices;
  readonly #open = new Map<string, Promise<Thread>>();
  readonly #places = new ThreadPlaces();
  readonly #summaries = new Map<string, ThreadSummary>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #forgotten = new WeakSet<EventLog>();
  #loaded: Promise<void> | undefined;

  constructor(store: LogStore, services: Omit<ThreadServices, "observer" | "recalled">) {
    this.#store = withBranches(store);
    this.#services = {
      ...services,
      observer: (event) => this.#observe(event),
      recalled: (state) => this.#recall(state),
    };
  }

  /** Threads whose files are damaged or kept from us, as far as known; the others are unaffected. */
  get unreadable(): readonly UnreadableThread[] {
    return this.#places.lost;
  }

  /**
   * Opens a thread, new or known; one whose log failed is opened anew from it. Rejects with LogOriginError
   * or LogCorruptError where nothing of it, or what a branch rests on, can be read.
   */
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
    return this.#keep(thread_id, this.#store.open(session_id, thread_id));
  }

  /**
   * Begins a branch after an event of a thread, with a `thread.started` and further facts in one append. It
   * leaves the thread that wrote that event, which may be one that `origin` itself came from.
   */
  async fork(origin: Thread, sequence: number, thread_id: string, begin: Begin): Promise<Thread> {
    const owner = ownerOf(origin.log, sequence);
    const thread = await this.#keep(thread_id, this.#store.fork(owner, sequence, thread_id));
    try {
      await thread.append(begin({ thread_id: owner.thread_id, sequence }));
    } catch (cause) {
      await this.forget(thread);
      throw cause;
    }
    return thread;
  }

  /** The thread that holds a run, turn, action or thread of this id; of a session, the branch that it shows. */
  async find(id: string): Promise<Thread | undefined> {
    const place = await this.#placeOf(id);
    if (place === undefined) return undefined;
    const thread = await this.open(place);
    return id === place.session_id ? this.#shownBranch(thread) : thread;
  }

  /** The first thread of a session, which keeps its facts. */
  async root(sessionId: string): Promise<Thread | undefined> {
    const place = await this.#placeOf(sessionId);
    return place?.session_id === sessionId ? this.open(place) : undefined;
  }

  /** The thread in which a turn with this idempotency key was submitted. */
  async findByKey(key: string | undefined): Promise<Thread | undefined> {
    return key === undefined ? undefined : this.find(keyPlace(key));
  }

  /** Reads every log once, so that ids and lists are complete. `each` sees every thread on the way, and may hold it up. */
  load(each?: See): Promise<void> {
    this.#loaded ??= this.#loadAll(each);
    return this.#loaded;
  }

  /** Short forms of all sessions, the newest first. */
  async sessions(): Promise<readonly SessionSummary[]> {
    const threads = Map.groupBy(await this.list(), ({ session_id }) => session_id);
    return [...threads.values()]
      .flatMap((ofOne) => summariseSession(ofOne) ?? [])
      .sort(newestFirst);
  }

  /** Short forms of all threads, the newest first. */
  async list(): Promise<readonly ThreadSummary[]> {
    await this.load();
    for (const opening of this.#open.values()) {
      const thread = await opening.catch(refused);
      const state = await thread?.state();
      if (thread === undefined || state === undefined || !hasBegun(thread, state)) continue;
      this.#summaries.set(thread.thread_id, summarise(state));
    }
    return [...this.#summaries.values()]
      .filter((summary) => summary.created_at !== "" && isWhole(summary))
      .sort(newestFirst);
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

  /**
   * Takes over a whole thread that was recorded elsewhere; `pause` lets others have a turn meanwhile. Its
   * ids must be known nowhere here. Secrets of this process are struck out, as of every event. Nothing is
   * written where one of the events is too large: rejects with EntryTooLargeError.
   */
  async record(events: readonly RuntimeEvent[], pause: Pauses): Promise<Thread> {
    const [first] = events;
    if (first === undefined) throw new RangeError("Cannot record a thread without events");
    // Who reads all logs takes half imports away, and this one will be half for a while.
    await this.load();
    if (this.#open.has(first.thread_id)) throw isHere(first);
    await recordThread(events, this.#store, { secrets: this.#services.secrets, pause });
    return this.open(first);
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
    for (const opening of this.#open.values()) (await opening.catch(refused))?.close();
    await this.#services.folds?.close();
    await this.#store.close();
  }

  async #loadAll(each?: See): Promise<void> {
    const places = (await this.#store.list()).values();
    await Promise.all(Array.from({ length: READERS }, () => this.#loadFrom(places, each)));
  }

  async #loadFrom(places: Iterable<ThreadRef>, each?: See): Promise<void> {
    for (const place of places) {
      const thread = await this.#openReadable(place);
      if (thread === undefined) continue;
      const summary = summarise(await thread.state());
      if (isWhole(summary)) {
        this.#summaries.set(thread.thread_id, summary);
        await each?.(thread);
        continue;
      }
      // What the disk does not let go is unknown all the same, and is tried again with the next start.
      await Promise.allSettled([this.#takeAway(thread)]);
    }
  }

  async #takeAway(thread: Thread): Promise<void> {
    this.#places.drop(thread.thread_id);
    this.outputs.drop(thread.thread_id);
    await this.forget(thread);
    await this.#services.folds?.atRest();
    await this.#store.remove(thread.log.session_id, thread.thread_id);
  }

  async #placeOf(id: string): Promise<ThreadRef | undefined> {
    if (this.#places.get(id) === undefined) await this.load();
    return this.#places.get(id) ?? this.unreadable.find(({ session_id }) => session_id === id);
  }

  /** One that cannot be read is known by its id, so that whoever asks for it hears why. */
  async #openReadable(place: ThreadRef): Promise<Thread | undefined> {
    try {
      return await this.open(place);
    } catch (error) {
      if (!isReadFault(error)) throw error;
      this.#places.lose({ ...place, error });
      return undefined;
    }
  }

  /** Keeps T4. */
  async #keep(thread_id: string, log: Promise<EventLog>): Promise<Thread> {
    const opening = log.then((opened) => this.#opened(opened));
    this.#open.set(thread_id, opening);
    opening.catch(() => this.#open.delete(thread_id));
    await this.#putAway();
    return opening;
  }

  async #opened(log: EventLog): Promise<Thread> {
    const { session_id, thread_id, damage: error } = log;
    if (error !== undefined && log.head().sequence === 0) throw error;
    const thread = await Thread.open(log, this.#services);
    if (error === undefined) this.#places.regain(thread_id);
    else this.#places.lose({ session_id, thread_id, error });
    return thread;
  }

  /** The branch that was chosen last, as long as it is there; else the first thread. */
  async #shownBranch(root: Thread): Promise<Thread> {
    const { session_id, active_thread_id = root.thread_id } = await root.state();
    if (active_thread_id === root.thread_id) return root;
    const branch = await this.#openReadable({ session_id, thread_id: active_thread_id });
    const isThere = branch !== undefined && (await branch.state()).sequence > 0;
    return isThere ? branch : root;
  }

  #observe(event: RuntimeEvent): void {
    this.#places.remember(event);
    this.outputs.hear(event);
  }

  #recall(state: ThreadState): void {
    this.#places.recall(state);
    this.outputs.recall(state);
  }

  async #putAway(): Promise<void> {
    if (this.#open.size <= MAX_IDLE_THREADS) return;
    for (const [id, opening] of this.#open) {
      const thread = await opening.catch(refused);
      if (thread === undefined) continue;
      const state = await thread.state();
      if (thread.isAwaited || hasWork(state) || state.sequence === 0) continue;
      this.#summaries.set(id, summarise(state));
      this.#open.delete(id);
      thread.close();
      return;
    }
  }
}

/** An import that was cut off was never there: nobody was told of it. */
function isWhole({ imported, sequence }: ThreadSummary): boolean {
  return imported === undefined || sequence >= imported.events;
}

type See = (thread: Thread) => void | Promise<void>;

/** The first facts of a branch that leaves another thread there. */
export type Begin = (forked_from: NonNullable<ThreadState["forked_from"]>) => readonly EventDraft[];

/** Whoever opened it hears why; it concerns nobody else. */
function refused(): undefined {
  return undefined;
}

/** A branch of which nothing is written yet shows what came before it, and is none. */
function hasBegun({ log }: Thread, { sequence }: ThreadState): boolean {
  return ownerOf(log, sequence) === log;
}

/** Somebody works on it, or is about to. */
function hasWork(state: ThreadState): boolean {
  return activeRun(state) !== undefined || state.turns.at(-1)?.run.status === "queued";
}
