import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { oneAtATime } from "#runtime/one-at-a-time.ts";
import type { MemoryEntry } from "./memory-entry.ts";
import { isMemoryFile, parseMemoryFile } from "./memory-file.ts";
import { MemoryError, newestFirst, type FoundMemories } from "./memory-store.ts";
import { MemoryIndex, type PlacedEntry, type ReadFile } from "./node-memory-index.ts";
import { searchMemory, searchedWords } from "./search-memory.ts";

/** Files of one agent, and the largest of them: beyond that a person has to tidy up. */
const MAX_FILES = 2_000;
export const MAX_FILE_BYTES = 1024 * 1024;

export interface MemoryReaderOptions {
  /** Where the index lies, away from the files; absent, each search reads them. */
  readonly index?: string;
  /** Told why the index cannot be used. */
  readonly report?: (problem: Error) => void;
}

/**
 * Reads memory files, those alone that are not what the index knows. A broken index is built anew once; where
 * that fails, too, the files are read each time, as without one.
 */
export class MemoryReader {
  readonly #path: string | undefined;
  readonly #report: (problem: Error) => void;
  readonly #inTurn = oneAtATime();
  #index: MemoryIndex | undefined;
  #isOff = false;

  constructor({ index, report = () => {} }: MemoryReaderOptions) {
    this.#path = index;
    this.#report = report;
  }

  /** Every entry of an agent with its file. Rejects with MemoryError. */
  async all(agent: string, folder: string): Promise<readonly PlacedEntry[]> {
    const known = await this.#asked(agent, folder, (index) => index.placed(agent));
    if (known !== undefined) return known;
    const files = await readFiles(folder, await stampsIn(folder));
    return files.flatMap(({ file, entries }) => entries.map((entry) => ({ file, entry })));
  }

  /** The best matches, or the newest entries where there are no words. Rejects with MemoryError. */
  async search(
    agent: string,
    folder: string,
    query: string,
    limit: number,
  ): Promise<FoundMemories> {
    const words = searchedWords(query);
    const found =
      words.length === 0
        ? undefined
        : await this.#asked(agent, folder, (index) => index.search(agent, words, limit));
    if (found !== undefined) return found;
    const entries = (await this.all(agent, folder)).map(({ entry }) => entry);
    const all = searchMemory(newestFirst(entries), query);
    return { entries: all.slice(0, limit), found: all.length };
  }

  close(): void {
    this.#index?.close();
  }

  /** What the index says once it knows the files as they are; undefined where it cannot be used. */
  #asked<Answer>(
    agent: string,
    folder: string,
    ask: (index: MemoryIndex) => Answer,
  ): Promise<Answer | undefined> {
    return this.#inTurn(async () => {
      for (const isLast of [false, true]) {
        if (this.#path === undefined || this.#isOff) return undefined;
        try {
          this.#index ??= new MemoryIndex(this.#path);
          await refresh(this.#index, agent, folder);
          return ask(this.#index);
        } catch (cause) {
          if (cause instanceof MemoryError) throw cause;
          await this.#drop(this.#path, cause, isLast);
        }
      }
      return undefined;
    });
  }

  async #drop(path: string, cause: unknown, isLast: boolean): Promise<void> {
    const how = isLast ? "its files are read each time" : "it is built anew";
    this.#report(new Error(`The index of memories cannot be used; ${how}`, { cause }));
    this.#isOff = isLast;
    try {
      this.#index?.close();
      this.#index = undefined;
      for (const end of ["", "-journal"]) await rm(`${path}${end}`, { force: true });
    } catch (error) {
      this.#isOff = true;
      this.#report(new Error(`"${path}" cannot be removed; remove it`, { cause: error }));
    }
  }
}

async function refresh(index: MemoryIndex, agent: string, folder: string): Promise<void> {
  const known = index.stamps(agent);
  const now = await stampsIn(folder);
  const stale = new Map([...now].filter(([file, stamp]) => known.get(file) !== stamp));
  const gone = [...known.keys()].filter((file) => !now.has(file));
  if (stale.size + gone.length > 0) index.update(agent, await readFiles(folder, stale), gone);
}

/** The memory files of a folder with what tells their state, by name. */
async function stampsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await namesIn(folder)).filter(isMemoryFile);
  if (files.length > MAX_FILES) {
    throw new MemoryError(
      `"${folder}" holds more than ${MAX_FILES} memory files; move old ones away`,
    );
  }
  const stamps = files.map(async (file) => {
    const facts = await stat(join(folder, file), { bigint: true }).catch(unlessMissing(undefined));
    return facts === undefined
      ? []
      : [[file, `${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}`] as const];
  });
  return new Map((await Promise.all(stamps)).flat());
}

async function readFiles(
  folder: string,
  stamps: ReadonlyMap<string, string>,
): Promise<readonly ReadFile[]> {
  const files: ReadFile[] = [];
  for (const [file, stamp] of stamps) {
    const entries: readonly MemoryEntry[] = await parseMemoryFile(
      file,
      await readText(join(folder, file)),
    );
    files.push({ file, stamp, entries });
  }
  return files;
}

/** What a folder holds, by name; nothing where it is not there. Rejects with MemoryError. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(unlessMissing<string[]>([]))).toSorted();
}

/** A file's text, empty where it is not there. Rejects with MemoryError. */
export async function readText(path: string): Promise<string> {
  const size = await stat(path).then((facts) => facts.size, unlessMissing(0));
  if (size > MAX_FILE_BYTES) {
    throw new MemoryError(`"${path}" is larger than ${MAX_FILE_BYTES} bytes; split it`);
  }
  return readFile(path, "utf8").catch(unlessMissing(""));
}

function unlessMissing<Value>(value: Value): (cause: NodeJS.ErrnoException) => Value {
  return (cause) => {
    if (cause.code === "ENOENT") return value;
    throw new MemoryError(`The memory files cannot be read: ${cause.message}`, { cause });
  };
}
