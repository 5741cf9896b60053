import { checkAppend } from "./append-check.ts";
import { Epochs } from "./epochs.ts";
import {
  LogDeadError,
  type AppendOptions,
  type Cursor,
  type Entry,
  type EventLog,
  type LogStore,
  type OpenOptions,
  type ThreadRef,
} from "./port.ts";
import { checkBeginning } from "./beginning.ts";
import { checkThreadRef } from "./thread-ids.ts";
import { Wakers } from "./wakers.ts";

/** Logs that live as long as the process, for the edge and for tests. */
export function openMemoryStore(): LogStore {
  return new MemoryStore();
}

class MemoryStore implements LogStore {
  readonly #logs = new Map<string, MemoryLog>();
  #isClosed = false;

  async open(session_id: string, thread_id: string, options: OpenOptions = {}): Promise<EventLog> {
    const ref = { session_id, thread_id };
    checkThreadRef(ref);
    if (this.#isClosed) {
      throw new LogDeadError(`Could not open thread "${thread_id}": the store is closed`);
    }
    const key = `${session_id}/${thread_id}`;
    const log = this.#logs.get(key) ?? new MemoryLog(ref, options.after ?? 0);
    checkBeginning(log, options);
    this.#logs.set(key, log);
    return log;
  }

  async list(): Promise<readonly ThreadRef[]> {
    return [...this.#logs.values()]
      .filter((log) => log.head().sequence > log.beginsAfter)
      .map(({ session_id, thread_id }) => ({ session_id, thread_id }))
      .sort((a, b) => (a.thread_id < b.thread_id ? -1 : 1));
  }

  async remove(session_id: string, thread_id: string): Promise<void> {
    checkThreadRef({ session_id, thread_id });
    const key = `${session_id}/${thread_id}`;
    await this.#logs.get(key)?.close();
    this.#logs.delete(key);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
  }
}

const EPOCH = 1;

/** One epoch, no I/O: an entry is readable as soon as it is appended. */
class MemoryLog implements EventLog {
  readonly session_id: string;
  readonly thread_id: string;
  readonly durability = "memory";
  readonly damage = undefined;
  readonly #epochs = new Epochs();
  readonly #entries: Entry[] = [];
  readonly #wakers = new Wakers();
  readonly beginsAfter: number;
  #isClosed = false;

  constructor(ref: ThreadRef, beginsAfter: number) {
    this.session_id = ref.session_id;
    this.thread_id = ref.thread_id;
    this.beginsAfter = beginsAfter;
    this.#epochs.add(EPOCH, beginsAfter + 1);
  }

  get isDead(): boolean {
    return this.#isClosed;
  }

  head(): Cursor {
    return { epoch: EPOCH, sequence: this.beginsAfter + this.#entries.length };
  }

  canResume(cursor: Cursor): boolean {
    return this.#epochs.kept(cursor, this.head());
  }

  async append(entries: readonly Entry[], options: AppendOptions = {}): Promise<void> {
    if (this.#isClosed) {
      throw new LogDeadError(`Could not append to thread "${this.thread_id}": its log is closed`);
    }
    checkAppend(this, entries, this.head().sequence, options.expect);
    for (const entry of entries) this.#entries.push(entry);
    if (entries.length > 0) this.#wakers.wakeAll();
  }

  async read(after: number, limit = Number.POSITIVE_INFINITY): Promise<readonly Entry[]> {
    const start = Math.max(after - this.beginsAfter, 0);
    return this.#entries.slice(start, start + limit);
  }

  subscribe(wake: () => void): () => void {
    return this.#wakers.add(wake);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wakers.wakeAll();
  }
}
