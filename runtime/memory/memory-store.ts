import type { MemoryEntry } from "./memory-entry.ts";

/** Where agents keep what they remember, each its own. */
export interface MemoryStore {
  /** The agents that have anything kept, by id. */
  agents(): Promise<readonly string[]>;
  /** All entries of an agent, the newest first. */
  list(agent: string): Promise<readonly MemoryEntry[]>;
  /** Keeps an entry; one whose id is known changes nothing. Rejects with MemoryError where there is no room. */
  put(agent: string, entry: MemoryEntry): Promise<"added" | "known">;
  /** Removes an entry, and gives it back; undefined where there is none. */
  remove(agent: string, id: string): Promise<MemoryEntry | undefined>;
}

/** Something cannot be remembered or found, in words for whoever asked. */
export class MemoryError extends Error {
  override name = "MemoryError";
}

/** The newest first; of one moment, the one that was put last. */
export function newestFirst(entries: readonly MemoryEntry[]): readonly MemoryEntry[] {
  return entries.toReversed().toSorted((left, right) => right.at.localeCompare(left.at));
}
