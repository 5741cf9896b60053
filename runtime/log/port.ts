import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** A place in a thread's log. The epoch counts the times the log was opened and then written. */
export interface Cursor {
  readonly epoch: number;
  readonly sequence: number;
}

/** One stored event with its one encoding: `json` serves the disk, the wire and the replay. */
export interface Entry {
  readonly event: RuntimeEvent;
  readonly json: string;
}

/** How far a written event is safe: `disk` after fsync, `memory` as long as the process lives. */
export type Durability = "disk" | "memory";

export interface AppendOptions {
  /** The sequence of the newest event that the writer knows; another one makes the append fail. */
  readonly expect?: number;
  /** Answer only once the events are durable. Without it, once they are written. */
  readonly barrier?: boolean;
}

/**
 * The ordered facts of one thread.
 *
 * 1. Sequences are contiguous from the log's beginning; an event once acknowledged never changes.
 * 2. An entry is readable only after it was written (and, for a barrier, made durable).
 * 3. After any error while writing the log is dead: every later append rejects with LogDeadError.
 */
export interface EventLog {
  readonly session_id: string;
  readonly thread_id: string;
  readonly durability: Durability;
  /** The sequence before its first event: 0, or that of the event at which a branch left its origin. */
  readonly beginsAfter: number;
  /** Whether the log failed or was closed; what is appended from then on goes to the log opened anew. */
  readonly isDead: boolean;
  /** Why the log takes no events although it can be read: an acknowledged event on disk is damaged. */
  readonly damage: LogCorruptError | undefined;
  /** The cursor of the newest readable entry; the sequence is `beginsAfter` when the log is empty. */
  head(): Cursor;
  /** Whether what a reader saw up to this cursor is still the log's prefix; if not, it starts anew. */
  canResume(cursor: Cursor): boolean;
  /**
   * Appends entries whose sequences go on from the newest accepted one, in one piece. A barrier without
   * entries makes durable what was accepted before.
   * Rejects with ConflictError when they do not or `expect` is another, with LogDeadError after an I/O error,
   * with LogCorruptError when the log is damaged, with LogBusyError when the disk is too far behind.
   */
  append(entries: readonly Entry[], options?: AppendOptions): Promise<void>;
  /** Entries after a sequence, oldest first, at most `limit`; without one, all up to the head. */
  read(after: number, limit?: number): Promise<readonly Entry[]>;
  /**
   * Calls back (synchronously, no payload) whenever the head moves, and once when the log dies.
   * Answers with the way to stop.
   */
  subscribe(wake: () => void): () => void;
  /** Takes no more events, makes all accepted ones durable, and lets go of the disk. Rejects when it cannot. */
  close(): Promise<void>;
}

/** Where logs are kept: one per thread. */
export interface LogStore {
  /**
   * Opens a thread's log; a new one is recorded with its first event.
   * The same thread gives the same object until that one is dead or closed.
   * Rejects with RangeError for an id that is none, or a thread that begins after another event than asked.
   */
  open(session_id: string, thread_id: string, options?: OpenOptions): Promise<EventLog>;
  /** Every thread on record, in the order of creation (that of the thread ids). */
  list(): Promise<readonly ThreadRef[]>;
  /**
   * Takes a thread away, and with it its log, which is dead from then on; one that is not there is left so.
   * Only for a thread no event of which anyone was promised, such as a half import, and from which no branch left.
   * Interrupted, it leaves the thread's beginning, or nothing: whoever removes it again goes on.
   */
  remove(session_id: string, thread_id: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** The sequence after which a new thread's events begin; absent, 0, and a known thread is as it is. */
  readonly after?: number;
}

export interface ThreadRef {
  readonly session_id: string;
  readonly thread_id: string;
}

/** The writer saw an older head than the log has. */
export class ConflictError extends Error {
  override name = "ConflictError";
}

/** The log met an I/O error or was closed, and takes no more events until it is opened anew. */
export class LogDeadError extends Error {
  override name = "LogDeadError";
}

/** An acknowledged record on disk is damaged; the thread can be read up to it, and not written. */
export class LogCorruptError extends Error {
  override name = "LogCorruptError";
}

/** The events before the first one of a branch cannot be read, so neither can the branch. */
export class LogOriginError extends Error {
  override name = "LogOriginError";
}

/** More events wait for the disk than the log may hold back; the writer may try again later. */
export class LogBusyError extends Error {
  override name = "LogBusyError";
}
