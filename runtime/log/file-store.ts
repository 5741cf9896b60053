import type { Clock } from "#runtime/services.ts";

import { checkBeginning } from "./beginning.ts";
import type { Disk } from "./disk.ts";
import { openFileLog, type FileLog, type FileLogOptions, type LogKeeper } from "./file-log.ts";
import { OpenFiles } from "./open-files.ts";
import {
  LogDeadError,
  type EventLog,
  type LogStore,
  type OpenOptions,
  type ThreadRef,
} from "./port.ts";
import { removeThreadDirectory, threadDirectories } from "./thread-directories.ts";
import { checkThreadRef, isId } from "./thread-ids.ts";

/** How large a segment may grow before the next one begins. */
const SEGMENT_MAX_BYTES = 8_388_608;

/** How many logs stay ready to be written: each of them may hold an open file. */
const AWAKE_LOGS_MAX = 32;

export interface FileStoreOptions {
  readonly disk: Disk;
  readonly clock: Pick<Clock, "sleep">;
  /** An existing directory that this process alone writes to. */
  readonly directory: string;
  readonly segmentBytes?: number;
  readonly awakeLogs?: number;
  /** How many logs may hold a file even where all are in use; no limit when absent. */
  readonly openLogs?: number;
}

/** Opens the logs below a data directory. The caller holds the directory's lock. */
export async function openFileStore(options: FileStoreOptions): Promise<LogStore> {
  const { disk, directory } = options;
  await disk.makeDirectory(`${directory}/sessions`);
  await disk.syncDirectory(directory);
  await disk.syncDirectory(`${directory}/sessions`);
  return new FileStore(options);
}

/**
 * One log per thread, whoever asks. Owns the objects and says when they let go of their files.
 *
 * 1. A thread never has two living logs: the same object is handed out as long as anybody holds or watches it.
 * 2. At most `awakeLogs` logs that are idle hold a file. One at rest is as good as before: its next append wakes it.
 * 3. At most `openLogs` hold a file whatever they do; see OpenFiles.
 */
class FileStore implements LogStore, LogKeeper {
  readonly #logOptions: FileLogOptions;
  readonly #awakeMax: number;
  readonly #files: OpenFiles<FileLog>;
  /** Least recently stirred first. */
  readonly #awake = new Map<string, FileLog>();
  readonly #resting = new Map<string, WeakRef<FileLog>>();
  readonly #watched = new Set<FileLog>();
  readonly #collected = new FinalizationRegistry<string>((key) => this.#forget(key));
  readonly #opening = new Map<string, Promise<FileLog>>();
  readonly #goingToRest = new Set<Promise<void>>();
  readonly #removing = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(options: FileStoreOptions) {
    this.#awakeMax = options.awakeLogs ?? AWAKE_LOGS_MAX;
    this.#files = new OpenFiles(options.openLogs ?? Number.POSITIVE_INFINITY, (log) => {
      this.#putToRest(keyOf(log), log);
    });
    this.#logOptions = {
      disk: options.disk,
      clock: options.clock,
      directory: options.directory,
      segmentBytes: options.segmentBytes ?? SEGMENT_MAX_BYTES,
      keeper: this,
    };
  }

  async open(session_id: string, thread_id: string, options: OpenOptions = {}): Promise<EventLog> {
    const ref = { session_id, thread_id };
    checkThreadRef(ref);
    if (this.#isClosed) {
      throw new LogDeadError(
        `Could not open thread "${thread_id}": the store is closed; start the runtime again`,
      );
    }
    const key = keyOf(ref);
    const log = this.#living(key) ?? (await this.#openOnce(key, ref, options));
    checkBeginning(log, options);
    return log;
  }

  async list(): Promise<readonly ThreadRef[]> {
    const { disk, directory } = this.#logOptions;
    const sessions = (await disk.names(`${directory}/sessions`)).filter(isId);
    const refs = await Promise.all(
      sessions.map(async (session_id) => {
        const threads = await disk.names(`${directory}/sessions/${session_id}`);
        return threads.filter(isId).map((thread_id) => ({ session_id, thread_id }));
      }),
    );
    return refs.flat().sort((a, b) => (a.thread_id < b.thread_id ? -1 : 1));
  }

  async remove(session_id: string, thread_id: string): Promise<void> {
    const ref = { session_id, thread_id };
    checkThreadRef(ref);
    const key = keyOf(ref);
    await Promise.allSettled([this.#opening.get(key)]);
    const removing = this.#removing.get(key) ?? this.#removeFiles(key, ref);
    this.#removing.set(key, removing);
    await removing;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#opening.values(), ...this.#removing.values()]);
    await Promise.all(this.#goingToRest);
    const closed = await Promise.allSettled([...this.#logs()].map((log) => log.close()));
    const failed = closed.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  stir(log: FileLog): void {
    if (log.isDead) return;
    const key = keyOf(log);
    const wasAwake = this.#awake.delete(key);
    this.#awake.set(key, log);
    this.#resting.delete(key);
    if (!wasAwake) this.#trim();
  }

  takeFile(log: FileLog): Promise<void> {
    return this.#files.take(log);
  }

  giveFile(log: FileLog): void {
    this.#files.give(log);
  }

  calm(): void {
    this.#files.relieve();
  }

  watch(log: FileLog): void {
    this.#watched.add(log);
  }

  unwatch(log: FileLog): void {
    this.#watched.delete(log);
  }

  /** (1) */
  #openOnce(key: string, ref: ThreadRef, options: OpenOptions): Promise<FileLog> {
    const opening = this.#opening.get(key) ?? this.#openNew(key, ref, options);
    this.#opening.set(key, opening);
    return opening;
  }

  async #openNew(key: string, ref: ThreadRef, options: OpenOptions): Promise<FileLog> {
    try {
      await Promise.allSettled([this.#removing.get(key)]);
      // A dead log may still be writing out what it had accepted before it was closed.
      await Promise.allSettled([this.#registered(key)?.close()]);
      await Promise.all(this.#goingToRest);
      const log = await openFileLog(ref, this.#logOptions, options);
      this.stir(log);
      return log;
    } finally {
      this.#opening.delete(key);
    }
  }

  async #removeFiles(key: string, ref: ThreadRef): Promise<void> {
    try {
      // What it still had to write nobody waits for.
      await Promise.allSettled([this.#registered(key)?.close()]);
      await Promise.all(this.#goingToRest);
      const { disk, directory } = this.#logOptions;
      await removeThreadDirectory(disk, threadDirectories(directory, ref));
      this.#awake.delete(key);
      this.#resting.delete(key);
    } finally {
      this.#removing.delete(key);
    }
  }

  #registered(key: string): FileLog | undefined {
    return this.#awake.get(key) ?? this.#resting.get(key)?.deref();
  }

  #living(key: string): FileLog | undefined {
    const log = this.#registered(key);
    return log === undefined || log.isDead ? undefined : log;
  }

  /** (2) */
  #trim(): void {
    for (const [key, log] of this.#awake) {
      if (this.#awake.size <= this.#awakeMax) return;
      if (!log.isIdle) continue;
      if (log.isDead) this.#awake.delete(key);
      else this.#putToRest(key, log);
    }
  }

  #putToRest(key: string, log: FileLog): void {
    this.#awake.delete(key);
    this.#resting.set(key, new WeakRef(log));
    this.#collected.register(log, key);
    const done = log.rest().finally(() => this.#goingToRest.delete(done));
    this.#goingToRest.add(done);
  }

  #forget(key: string): void {
    if (this.#resting.get(key)?.deref() === undefined) this.#resting.delete(key);
  }

  *#logs(): Iterable<FileLog> {
    yield* this.#awake.values();
    for (const reference of this.#resting.values()) {
      const log = reference.deref();
      if (log !== undefined) yield log;
    }
  }
}

function keyOf({ session_id, thread_id }: ThreadRef): string {
  return `${session_id}/${thread_id}`;
}
