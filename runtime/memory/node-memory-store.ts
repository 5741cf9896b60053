import { mkdir, open, readdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";

import type { Secrets } from "#runtime/model/cassette/secrets.ts";
import { fileOf, isMemoryFile, parseMemoryFile, withEntry, withoutEntry } from "./memory-file.ts";
import type { MemoryEntry } from "./memory-entry.ts";
import { MemoryError, type MemoryStore, newestFirst } from "./memory-store.ts";

/** Files of one agent, and the largest of them: beyond that a person has to tidy up. */
const MAX_FILES = 2_000;
const MAX_FILE_BYTES = 1024 * 1024;
const AGENT = /^[a-z][a-z0-9-]*$/;

/**
 * Markdown files that a person can read, edit and keep in git: `<folder>/<agent>/<day or topic>.md`. They are
 * read anew each time, and no secret of this process gets into one (R10). A change takes the place of a whole file at once, one after the other, so that a crash
 * leaves the old one or the new one.
 */
export function openMemoryFiles(folder: string, secrets: Pick<Secrets, "strike">): MemoryStore {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    // The next change waits for this one, and is not stopped by its failure.
    last = turn.catch(() => {});
    return turn;
  };
  const place = (agent: string) => {
    if (AGENT.test(agent)) return join(folder, agent);
    throw new MemoryError(`"${agent}" cannot be the name of an agent's memory`);
  };
  return {
    agents: async () => (await namesIn(folder)).filter((name) => AGENT.test(name)),
    list: async (agent) => newestFirst((await readAll(place(agent))).map(({ entry }) => entry)),
    put: (agent, entry) => {
      const safe = { ...entry, text: secrets.strike(entry.text) };
      return inTurn(async () => put(place(agent), safe));
    },
    remove: (agent, id) => inTurn(async () => remove(place(agent), id)),
  };
}

interface Placed {
  readonly file: string;
  readonly entry: MemoryEntry;
}

async function put(folder: string, entry: MemoryEntry): Promise<"added" | "known"> {
  if ((await readAll(folder)).some((known) => known.entry.id === entry.id)) return "known";
  const file = fileOf(entry);
  const text = withEntry(file, await readText(join(folder, file)), entry);
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    throw new MemoryError(`The memory file "${file}" is full; forget something, or use a topic`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replace(folder, file, text);
  return "added";
}

async function remove(folder: string, id: string): Promise<MemoryEntry | undefined> {
  const found = (await readAll(folder)).find(({ entry }) => entry.id === id);
  if (found === undefined) return undefined;
  const { file, entry } = found;
  await replace(folder, file, await withoutEntry(file, await readText(join(folder, file)), id));
  return entry;
}

/** Every entry, file by file. */
async function readAll(folder: string): Promise<readonly Placed[]> {
  const files = (await namesIn(folder)).filter(isMemoryFile);
  if (files.length > MAX_FILES) {
    throw new MemoryError(
      `"${folder}" holds more than ${MAX_FILES} memory files; move old ones away`,
    );
  }
  const placed: Placed[] = [];
  for (const file of files) {
    const entries = await parseMemoryFile(file, await readText(join(folder, file)));
    placed.push(...entries.map((entry) => ({ file, entry })));
  }
  return placed;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(unlessMissing<string[]>([]))).toSorted();
}

async function readText(path: string): Promise<string> {
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

async function replace(folder: string, file: string, text: string): Promise<void> {
  const next = join(folder, `${file}.next`);
  const handle = await open(next, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, join(folder, file));
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
