import { z } from "zod";

import type { Usage } from "#runtime/event/shared.ts";

const Count = z.number().optional().catch(undefined);
const text = z.string().optional().catch(undefined);

const CallChunk = z.looseObject({
  name: z.string().nullish().catch(undefined),
  args: z.unknown().optional(),
  id: z.string().nullish().catch(undefined),
  index: z.union([z.number(), z.string()]).nullish().catch(undefined),
});
export type CallChunk = z.infer<typeof CallChunk>;

const Fields = z.looseObject({
  type: text,
  id: text,
  name: text,
  content: z.unknown().optional(),
  tool_calls: z.array(CallChunk).catch([]),
  tool_call_chunks: z.array(CallChunk).catch([]),
  tool_call_id: text,
  status: text,
  usage_metadata: z
    .looseObject({
      input_tokens: Count,
      output_tokens: Count,
      input_token_details: z.looseObject({ cache_read: Count }).optional().catch(undefined),
      output_token_details: z.looseObject({ reasoning: Count }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  response_metadata: z
    .looseObject({ finish_reason: text, stop_reason: text, model_name: text })
    .optional()
    .catch(undefined),
});

/** A class of LangChain as its libraries write it in JSON. */
const Constructed = z.looseObject({
  lc: z.number(),
  id: z.array(z.string()),
  kwargs: z.unknown().optional(),
});

/** A message of LangChain, whichever of the two ways its libraries wrote it in. */
export type LangChainMessage = z.infer<typeof Fields> & {
  readonly role: "human" | "ai" | "tool" | "other";
};

/** Reads a message; undefined where the value is none. */
export function langChainMessage(value: unknown): LangChainMessage | undefined {
  const constructed = Constructed.safeParse(value);
  const kind = constructed.success ? constructed.data.id.at(-1) : undefined;
  const fields = Fields.safeParse(constructed.success ? constructed.data.kwargs : value);
  if (!fields.success) return undefined;
  const role = roleOf(kind ?? fields.data.type ?? "");
  return role === undefined ? undefined : { ...fields.data, role };
}

function roleOf(kind: string): LangChainMessage["role"] | undefined {
  if (/^(?:human|user|HumanMessage(?:Chunk)?)$/.test(kind)) return "human";
  if (/^(?:ai|assistant|AIMessage(?:Chunk)?)$/.test(kind)) return "ai";
  if (/^(?:tool|ToolMessage(?:Chunk)?)$/.test(kind)) return "tool";
  return /Message(?:Chunk)?$|^(?:system|function|developer|remove)$/.test(kind)
    ? "other"
    : undefined;
}

const Block = z.looseObject({ type: z.string(), text, thinking: text, reasoning: text });

/** The words of a content, and the thinking in it. */
export function contentWords(content: unknown): {
  readonly text: string;
  readonly thought: string;
} {
  if (typeof content === "string") return { text: content, thought: "" };
  const blocks = z.array(Block).safeParse(content);
  if (!blocks.success) return { text: "", thought: "" };
  const words = blocks.data.map((block) => (block.type === "text" ? (block.text ?? "") : ""));
  const thoughts = blocks.data.map(({ thinking, reasoning }) => thinking ?? reasoning ?? "");
  return { text: words.join(""), thought: thoughts.join("") };
}

/** What a message says of the tokens spent. */
export function messageUsage({ usage_metadata: usage }: LangChainMessage): Usage {
  const counts = {
    input_tokens: usage?.input_tokens,
    output_tokens: usage?.output_tokens,
    cached_input_tokens: usage?.input_token_details?.cache_read,
    reasoning_tokens: usage?.output_token_details?.reasoning,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}

/** The newest question in the state of a graph, or in the input of a model. */
export function questionIn(state: unknown): string | undefined {
  const held = z.looseObject({ messages: z.array(z.unknown().optional()) }).safeParse(state);
  const messages = held.success ? held.data.messages.flat() : [];
  const asked = messages.map(langChainMessage).findLast((message) => message?.role === "human");
  return asked === undefined ? undefined : contentWords(asked.content).text;
}
