import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { nodeDisk } from "#runtime/log/node-disk.ts";
import type { Secrets } from "#runtime/model/cassette/secrets.ts";
import { NEXT, writeWhole } from "#runtime/node-whole-file.ts";
import { oneAtATime } from "#runtime/one-at-a-time.ts";
import { fileOf, isMemoryFile, withEntry, withoutEntry } from "./memory-file.ts";
import type { MemoryEntry } from "./memory-entry.ts";
import { MemoryError, type MemoryStore, newestFirst } from "./memory-store.ts";
import type { PlacedEntry } from "./node-memory-index.ts";
import {
  MAX_FILE_BYTES,
  MemoryReader,
  type MemoryReaderOptions,
  namesIn,
  readText,
} from "./node-memory-reader.ts";

const AGENT = /^[a-z][a-z0-9-]*$/;

/**
 * Markdown files that a person can read, edit and keep in git: `<folder>/<agent>/<day or topic>.md`. They are
 * the truth, and what the index knows of them is looked up anew each time. No secret of this process gets into one
 * (R10). A change takes the place of a whole file at once, one after the other, so that a crash
 * leaves the old one or the new one.
 */
export function openMemoryFiles(
  folder: string,
  secrets: Pick<Secrets, "strike">,
  options: MemoryReaderOptions = {},
): MemoryStore & { close(): Promise<void> } {
  const reader = new MemoryReader(options);
  const inTurn = oneAtATime();
  const place = (agent: string) => {
    if (AGENT.test(agent)) return join(folder, agent);
    throw new MemoryError(`"${agent}" cannot be the name of an agent's memory`);
  };
  return {
    agents: async () => (await namesIn(folder)).filter((name) => AGENT.test(name)),
    list: async (agent) => {
      return newestFirst((await reader.all(agent, place(agent))).map(({ entry }) => entry));
    },
    search: async (agent, query, limit) => reader.search(agent, place(agent), query, limit),
    put: (agent, entry) => {
      const safe = { ...entry, text: secrets.strike(entry.text) };
      return inTurn(async () => put(place(agent), safe, await reader.all(agent, place(agent))));
    },
    remove: (agent, id) =>
      inTurn(async () => remove(place(agent), id, await reader.all(agent, place(agent)))),
    clear: (agent) =>
      inTurn(async () => {
        await clear(place(agent));
        // The index looks for the files, and overwrites what it knows of those that are gone.
        await reader.all(agent, place(agent));
      }),
    close: () => inTurn(async () => reader.close()),
  };
}

async function put(
  folder: string,
  entry: MemoryEntry,
  all: readonly PlacedEntry[],
): Promise<"added" | "known"> {
  if (all.some((known) => known.entry.id === entry.id)) return "known";
  const file = fileOf(entry);
  const text = withEntry(file, await readText(join(folder, file)), entry);
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    throw new MemoryError(`The memory file "${file}" is full; forget something, or use a topic`);
  }
  await writeWhole(join(folder, file), text);
  return "added";
}

async function remove(
  folder: string,
  id: string,
  all: readonly PlacedEntry[],
): Promise<MemoryEntry | undefined> {
  const found = all.find(({ entry }) => entry.id === id);
  if (found === undefined) return undefined;
  const { file, entry } = found;
  const path = join(folder, file);
  await writeWhole(path, await withoutEntry(file, await readText(path), id));
  return entry;
}

/** Takes the memory files away, and the folder with them unless a person keeps something else in it. */
async function clear(folder: string): Promise<void> {
  const names = await namesIn(folder);
  try {
    for (const name of names) {
      const file = name.endsWith(NEXT) ? name.slice(0, -NEXT.length) : name;
      if (isMemoryFile(file)) await rm(join(folder, name), { force: true });
    }
    await rmdir(folder);
  } catch (error) {
    // Node's file system throws errors with a code.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code === "ENOTEMPTY") return nodeDisk.syncDirectory(folder);
    throw new MemoryError(`The memory files cannot be deleted: ${message}`, { cause: error });
  }
  await nodeDisk.syncDirectory(dirname(folder));
}
