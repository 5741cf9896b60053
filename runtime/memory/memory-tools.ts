import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import type { Clock } from "#runtime/services.ts";
import { type Tool, type ToolContext, ToolError } from "#runtime/tool/tool.ts";
import { keepMemory } from "./keep-memory.ts";
import { MAX_TEXT_CHARS, type MemoryEntry, MemoryKind, MemoryTopic } from "./memory-entry.ts";
import { MemoryError, type MemoryStore } from "./memory-store.ts";

/** The source of tools over an agent's memory. */
export const MEMORY = "memory";

const MAX_RECALLED = 50;

/** Whose memory, and which run asks. */
export interface Remembering {
  readonly agent: string;
  readonly run_id: string;
  readonly store: MemoryStore;
  readonly clock: Pick<Clock, "now">;
}

const Recall = z.strictObject({
  query: z.string().max(500).default("").describe("Words to look for; without any, the newest"),
  limit: z.int().min(1).max(MAX_RECALLED).default(10),
});
const Remember = z.strictObject({
  text: z.string().min(1).max(MAX_TEXT_CHARS).describe("One sentence that can be understood alone"),
  kind: MemoryKind.describe("A decision made, a preference learned, or a fact"),
  topic: MemoryTopic.exactOptional().describe("What it is about; absent, it is filed under today"),
});
const Forget = z.strictObject({ id: z.string().min(1).describe("As recall names it") });

/** The tools of an agent with a long-term memory: it is searched, written and cleared by them alone. */
export function memoryTools(run: Remembering): readonly Tool[] {
  return [
    memoryTool(
      "recall",
      "Looks for what you remembered in earlier conversations",
      "read",
      Recall,
      (input) => recall(input, run),
    ),
    memoryTool(
      "remember",
      "Keeps something for later conversations",
      "idempotent",
      Remember,
      (input, context) => remember(input, run, context),
    ),
    memoryTool("forget", "Removes something that you remembered", "idempotent", Forget, ({ id }) =>
      forget(id, run),
    ),
  ];
}

function memoryTool<Input extends z.ZodType>(
  name: string,
  description: string,
  effect: Tool["effect"],
  input: Input,
  work: (input: z.output<Input>, context: ToolContext) => Promise<string>,
): Tool {
  return {
    name: `${MEMORY}__${name}`,
    description,
    source: MEMORY,
    effect,
    input_schema: Json.parse(z.toJSONSchema(input, { io: "input" })),
    run: async (args, context) => {
      const parsed = input.safeParse(args);
      if (!parsed.success) throw new ToolError(z.prettifyError(parsed.error));
      try {
        return { content: await work(parsed.data, context) };
      } catch (cause) {
        if (cause instanceof MemoryError) throw new ToolError(cause.message, undefined, { cause });
        throw cause;
      }
    },
  };
}

async function recall({ query, limit }: z.output<typeof Recall>, { agent, store }: Remembering) {
  const { entries: shown, found } = await store.search(agent, query, limit);
  if (shown.length === 0)
    return query === "" ? "Nothing is remembered yet" : `Nothing about "${query}"`;
  const left = found - shown.length;
  const more = left === 0 ? [] : [`${left} more; ask with other words or a higher limit`];
  return [...shown.map(recalledLine), ...more].join("\n");
}

function recalledLine({ id, kind, topic, text, at }: MemoryEntry): string {
  const about = topic === undefined ? "" : `, ${topic}`;
  return `- ${text} (${kind}${about}, ${at.slice(0, 10)}, id ${id})`;
}

/** The call's key names the entry, so that a call that is made again writes nothing twice. */
async function remember(
  { text, kind, topic }: z.output<typeof Remember>,
  { agent, run_id, store, clock }: Remembering,
  { idempotency_key, tool_call_id }: ToolContext,
) {
  const { entry, isNew } = await keepMemory(store, agent, {
    id: `m_${idempotency_key.slice(0, 16)}`,
    kind,
    text,
    at: clock.now(),
    run_id,
    ...(topic !== undefined && { topic }),
    ...(tool_call_id !== undefined && { tool_call_id }),
  });
  return isNew ? `Remembered as ${entry.id}` : `Remembered already, as ${entry.id}`;
}

async function forget(id: string, { agent, store }: Remembering) {
  const removed = await store.remove(agent, id);
  return removed === undefined ? `Nothing is remembered as ${id}` : `Forgot: ${removed.text}`;
}
