import { asLine, type MemoryEntry } from "./memory-entry.ts";
import { MemoryError, type MemoryStore } from "./memory-store.ts";

/**
 * Keeps an entry as one line, unless the agent remembers the same already. Answers with the entry that is kept
 * now. Rejects with MemoryError for an empty text, and where there is no room.
 */
export async function keepMemory(
  store: MemoryStore,
  agent: string,
  entry: MemoryEntry,
): Promise<{ readonly entry: MemoryEntry; readonly isNew: boolean }> {
  const text = asLine(entry.text);
  if (text === "") throw new MemoryError("There is nothing to remember in an empty text");
  const wanted = { ...entry, text };
  const known = (await store.list(agent)).find((each) => isSame(each, wanted));
  if (known !== undefined) return { entry: known, isNew: false };
  await store.put(agent, wanted);
  return { entry: wanted, isNew: true };
}

function isSame(left: MemoryEntry, right: MemoryEntry): boolean {
  return left.text === right.text && left.kind === right.kind && left.topic === right.topic;
}
