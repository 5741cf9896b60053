import type { Agent } from "#runtime/agent/agent.ts";
import type { ContextRef } from "#runtime/event/context.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { MemoryEntry } from "./memory-entry.ts";
import { memoryTools, type Remembering } from "./memory-tools.ts";

/** What stands at the end of a run's prompt, and which remembered entries are among it. */
export interface MemoryNotes {
  readonly refs: readonly ContextRef[];
  readonly prompt: string;
}

/** An agent whose short-term memory is small makes room as early as that. */
export function withShortTerm(agent: Agent): Agent {
  const tokens = agent.memory.short_term?.max_tokens;
  if (tokens === undefined) return agent;
  const { context } = agent;
  const { compact_at, window_tokens = Infinity } = context;
  const window = Math.min(window_tokens, Math.ceil(tokens / compact_at));
  return { ...agent, context: { ...context, window_tokens: window } };
}

/** The tools of an agent with a long-term memory; none where it has none, or the runtime keeps none. */
export function toolsOfMemory(
  agent: Agent,
  store: Remembering["store"] | undefined,
  run: Pick<Remembering, "run_id" | "clock">,
): readonly Tool[] {
  if (agent.memory.long_term === undefined || store === undefined) return [];
  return memoryTools({ agent: agent.id, store, ...run });
}

/**
 * The newest entries, where the agent wants them in its prompt, behind what else is to stand at its end. They
 * are notes, and quoted as such. Undefined where there is nothing to say.
 */
export async function notesOf(
  agent: Agent,
  store: Remembering["store"] | undefined,
  before: string,
): Promise<MemoryNotes | undefined> {
  const count = agent.memory.long_term?.in_prompt ?? 0;
  const all = count === 0 || store === undefined ? [] : await store.list(agent.id);
  const entries = all.slice(0, count);
  const prompt = [before, quoted(entries)].filter((text) => text !== "").join("\n\n");
  if (prompt === "") return undefined;
  return { refs: entries.map(({ id, text }) => ({ id, title: text })), prompt };
}

function quoted(entries: readonly MemoryEntry[]): string {
  if (entries.length === 0) return "";
  const lines = entries.map(({ text, at }) => `- ${text} (${at.slice(0, 10)})`);
  return `Your notes from earlier conversations, which may be out of date:\n${lines.join("\n")}`;
}
