import type { LanguageModelV4ReasoningPart, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";

import { jsonOf } from "./ai-sdk-json.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

/** A block of reasoning with what its provider attached: a signature, an id, encrypted words. */
const ReasoningItem = z.object({
  type: z.literal("ai-sdk.reasoning"),
  text: z.string(),
  provider_options: z.record(z.string(), z.record(z.string(), Json)),
});

type Part<Type extends LanguageModelV4StreamPart["type"]> = Extract<
  LanguageModelV4StreamPart,
  { type: Type }
>;

export interface ReasoningItems {
  add(part: Part<"reasoning-start" | "reasoning-delta">): void;
  /** The item of a block that its provider wants back; nothing where it attached nothing. */
  end(part: Part<"reasoning-end">): readonly NormalizedEvent[];
}

/** Puts the blocks of one answer together. */
export function createReasoningItems(): ReasoningItems {
  const blocks = new Map<string, { text: string; options: Record<string, object> }>();
  const blockOf = (part: Part<"reasoning-start" | "reasoning-delta" | "reasoning-end">) => {
    const block = blocks.get(part.id) ?? { text: "", options: {} };
    blocks.set(part.id, block);
    for (const [provider, members] of Object.entries(part.providerMetadata ?? {})) {
      block.options[provider] = { ...block.options[provider], ...members };
    }
    return block;
  };
  return {
    add: (part) => {
      const block = blockOf(part);
      if (part.type === "reasoning-delta") block.text += part.delta;
    },
    end: (part) => {
      const { text, options } = blockOf(part);
      blocks.delete(part.id);
      if (Object.keys(options).length === 0) return [];
      const item = jsonOf({ type: "ai-sdk.reasoning", text, provider_options: options });
      return item === undefined ? [] : [{ type: "reasoning_item", item }];
    },
  };
}

/** The item as an SDK takes it back; none for an item of another protocol. */
export function toReasoningPart(item: Json): readonly LanguageModelV4ReasoningPart[] {
  const { success, data } = ReasoningItem.safeParse(item);
  if (!success) return [];
  return [{ type: "reasoning", text: data.text, providerOptions: data.provider_options }];
}
