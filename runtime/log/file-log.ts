import type { Clock } from "#runtime/services.ts";

import { checkAppend } from "./append-check.ts";
import type { Disk } from "./disk.ts";
import { GroupCommit } from "./group-commit.ts";
import { HotTail } from "./hot-tail.ts";
import {
  LogCorruptError,
  LogDeadError,
  type AppendOptions,
  type Cursor,
  type Entry,
  type EventLog,
  type OpenOptions,
  type ThreadRef,
} from "./port.ts";
import { readEntries } from "./read-entries.ts";
import { recover, type Recovered } from "./recovery.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { threadDirectories } from "./thread-directories.ts";
import { Wakers } from "./wakers.ts";

export interface FileLogOptions {
  readonly disk: Disk;
  readonly clock: Pick<Clock, "sleep">;
  /** The data directory; it has a `sessions` directory, whose name is durable. */
  readonly directory: string;
  readonly segmentBytes: number;
  readonly keeper: LogKeeper;
}

/** Who decides how long a log stays in memory and its file open. */
export interface LogKeeper {
  /** The log takes events: it will hold its file. */
  stir(log: FileLog): void;
  /** Resolves once the log may open its file. */
  takeFile(log: FileLog): Promise<void>;
  /** The log has closed its file. */
  giveFile(log: FileLog): void;
  /** The log has written all that it was given. */
  calm(log: FileLog): void;
  /** Somebody sleeps at the log's head. */
  watch(log: FileLog): void;
  /** The last one who did is gone. */
  unwatch(log: FileLog): void;
}

/** Opens one thread's log on disk, repaired. Rejects with LogDeadError when the disk does not let it. */
export async function openFileLog(
  ref: ThreadRef,
  options: FileLogOptions,
  opening: OpenOptions = {},
): Promise<FileLog> {
  const { thread } = threadDirectories(options.directory, ref);
  try {
    const recovered = await recover(options.disk, thread, ref.thread_id, opening.after ?? 0);
    return new FileLog(ref, options, recovered);
  } catch (cause) {
    throw new LogDeadError(
      `Could not open the log of thread "${ref.thread_id}" in "${thread}": ${reason(cause)}; open it again once the disk works`,
      { cause },
    );
  }
}

/** A thread's log in JSONL segments. The rules it keeps are in README.md; each part keeps its own. */
export class FileLog implements EventLog {
  readonly session_id: string;
  readonly thread_id: string;
  readonly durability = "disk";
  readonly beginsAfter: number;
  readonly #options: FileLogOptions;
  readonly #recovered: Recovered;
  readonly #epoch: number;
  readonly #commit: GroupCommit;
  readonly #hotTail = new HotTail();
  readonly #wakers = new Wakers();
  #head: number;
  /** The newest accepted sequence; ahead of the head while events wait for the disk. */
  #tail: number;
  #damage: LogCorruptError | undefined;
  #dead: LogDeadError | undefined;

  constructor(ref: ThreadRef, options: FileLogOptions, recovered: Recovered) {
    this.session_id = ref.session_id;
    this.thread_id = ref.thread_id;
    this.beginsAfter = recovered.beginsAfter;
    this.#options = options;
    this.#recovered = recovered;
    this.#damage = recovered.damage;
    this.#head = recovered.head;
    this.#tail = recovered.head;
    this.#epoch = recovered.epochs.newest + 1;
    recovered.epochs.add(this.#epoch, recovered.head + 1);
    const writer = new SegmentWriter({
      disk: options.disk,
      directories: threadDirectories(options.directory, ref),
      segments: recovered.segments,
      head: recovered.head,
      epoch: this.#epoch,
      segmentBytes: options.segmentBytes,
      files: {
        take: () => options.keeper.takeFile(this),
        give: () => options.keeper.giveFile(this),
      },
    });
    this.#commit = new GroupCommit({
      writer,
      clock: options.clock,
      publish: (entries) => this.#publish(entries),
      die: (cause) => this.#die(cause),
      calm: () => options.keeper.calm(this),
    });
  }

  get damage(): LogCorruptError | undefined {
    return this.#damage;
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /** Whether it may rest at no cost: nothing waits to be written or to become durable. */
  get isIdle(): boolean {
    return this.#commit.isIdle;
  }

  /** Whether it needs its file at this moment; else it may rest for the price of an fsync. */
  get isWriting(): boolean {
    return this.#commit.isWriting;
  }

  head(): Cursor {
    return { epoch: this.#epoch, sequence: this.#head };
  }

  canResume(cursor: Cursor): boolean {
    return this.#recovered.epochs.kept(cursor, this.head());
  }

  async append(entries: readonly Entry[], options: AppendOptions = {}): Promise<void> {
    const refusal = this.#dead ?? this.#damage;
    if (refusal !== undefined) throw refusal;
    checkAppend(this, entries, this.#tail, options.expect);
    if (entries.length === 0 && options.barrier !== true) return;
    this.#commit.checkRoom();
    this.#tail += entries.length;
    const published = this.#commit.append(entries, options.barrier ?? false);
    this.#options.keeper.stir(this);
    await published;
  }

  async read(after: number, limit = Number.POSITIVE_INFINITY): Promise<readonly Entry[]> {
    const from = Math.max(after, this.beginsAfter);
    const upTo = Math.min(this.#head, from + limit);
    if (upTo <= from) return [];
    const hot = this.#hotTail.after(from, upTo - from);
    if (hot !== undefined) return hot;
    try {
      return await readEntries(this.#options.disk, this.#recovered.segments, { after: from, upTo });
    } catch (error) {
      if (error instanceof LogCorruptError) this.#damage ??= error;
      throw error;
    }
  }

  subscribe(wake: () => void): () => void {
    const { keeper } = this.#options;
    const stop = this.#wakers.add(wake);
    keeper.watch(this);
    return () => {
      stop();
      if (this.#wakers.count === 0) keeper.unwatch(this);
    };
  }

  /** Lets go of file and memory until the next append. The log stays good. */
  async rest(): Promise<void> {
    await this.#commit.rest();
    this.#hotTail.clear();
  }

  async close(): Promise<void> {
    if (this.#dead === undefined) {
      this.#end(
        new LogDeadError(
          `Could not append to thread "${this.thread_id}": its log was closed; open it again`,
        ),
      );
    }
    await this.#commit.close();
  }

  #publish(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#hotTail.push(entry);
    this.#head += entries.length;
    this.#wakers.wakeAll();
  }

  #die(cause: unknown): LogDeadError {
    const dead = new LogDeadError(
      `Could not write to the log of thread "${this.thread_id}": ${reason(cause)}; open the thread again to go on from what the disk has`,
      { cause },
    );
    this.#end(dead);
    return dead;
  }

  #end(dead: LogDeadError): void {
    const isNew = this.#dead === undefined;
    this.#dead = dead;
    if (isNew) this.#wakers.wakeAll();
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
