import type { Agent } from "#runtime/agent/agent.ts";
import type { ContextRef } from "#runtime/event/context.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { memoryTools, type Remembering } from "./memory-tools.ts";

/** What a run's prompt says of earlier conversations, and of which entries it says it. */
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

/** The newest entries, where the agent wants them in its prompt. They are notes, and quoted as such. */
export async function notesOf(
  agent: Agent,
  store: Remembering["store"] | undefined,
): Promise<MemoryNotes | undefined> {
  const count = agent.memory.long_term?.in_prompt ?? 0;
  if (count === 0 || store === undefined) return undefined;
  const entries = (await store.list(agent.id)).slice(0, count);
  if (entries.length === 0) return undefined;
  const lines = entries.map(({ text, at }) => `- ${text} (${at.slice(0, 10)})`);
  return {
    refs: entries.map(({ id, text }) => ({ id, title: text })),
    prompt: `Your notes from earlier conversations, which may be out of date:\n${lines.join("\n")}`,
  };
}
