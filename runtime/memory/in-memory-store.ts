import type { MemoryEntry } from "./memory-entry.ts";
import { type MemoryStore, newestFirst } from "./memory-store.ts";
import { searchMemory } from "./search-memory.ts";

/** A store for tests, and for runtimes without a disk. */
export function openInMemoryStore(): MemoryStore {
  const kept = new Map<string, MemoryEntry[]>();
  return {
    agents: async () => [...kept.keys()].toSorted(),
    list: async (agent) => newestFirst(kept.get(agent) ?? []),
    search: async (agent, query, limit) => {
      const found = searchMemory(newestFirst(kept.get(agent) ?? []), query);
      return { entries: found.slice(0, limit), found: found.length };
    },
    put: async (agent, entry) => {
      const entries = kept.get(agent) ?? [];
      if (entries.some(({ id }) => id === entry.id)) return "known";
      kept.set(agent, [...entries, entry]);
      return "added";
    },
    remove: async (agent, id) => {
      const entries = kept.get(agent) ?? [];
      const removed = entries.find((entry) => entry.id === id);
      kept.set(
        agent,
        entries.filter((entry) => entry !== removed),
      );
      return removed;
    },
    clear: async (agent) => {
      kept.delete(agent);
    },
  };
}
