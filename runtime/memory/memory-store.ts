import type { MemoryEntry } from "./memory-entry.ts";

/** Where agents keep what they remember, each its own. */
export interface MemoryStore {
  /** The agents that have anything kept, by id. */
  agents(): Promise<readonly string[]>;
  /** All entries of an agent, the newest first. */
  list(agent: string): Promise<readonly MemoryEntry[]>;
  /** The best matches of a query, the newest of equal ones first; without words, the newest. */
  search(agent: string, query: string, limit: number): Promise<FoundMemories>;
  /** Keeps an entry; one whose id is known changes nothing. Rejects with MemoryError where there is no room. */
  put(agent: string, entry: MemoryEntry): Promise<"added" | "known">;
  /** Removes an entry, and gives it back; undefined where there is none. */
  remove(agent: string, id: string): Promise<MemoryEntry | undefined>;
  /** Removes all that an agent remembers. Rejects with MemoryError. */
  clear(agent: string): Promise<void>;
}

/** The first entries that were found, and how many there are in all. */
export interface FoundMemories {
  readonly entries: readonly MemoryEntry[];
  readonly found: number;
}

/** Something cannot be remembered or found, in words for whoever asked. */
export class MemoryError extends Error {
  override name = "MemoryError";
}

/** The newest first; of one moment, the one that was put last. */
export function newestFirst(entries: readonly MemoryEntry[]): readonly MemoryEntry[] {
  return entries.toReversed().toSorted((left, right) => right.at.localeCompare(left.at));
}
