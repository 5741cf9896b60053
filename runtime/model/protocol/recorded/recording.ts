import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";

const ExpectedCall = z.object({
  /** Null where the protocol gives calls no id: ours is free then. */
  id: z.string().nullable(),
  name: z.string(),
  args: z.string(),
});

/** What independent readers agreed that an answer says; the provider's own words for finish and usage. */
export const ExpectedAnswer = z.object({
  text: z.string(),
  reasoning: z.string(),
  refusal: z.string(),
  toolCalls: z.array(ExpectedCall),
  finish: z.string().nullable(),
  usage: Json,
  /** JSON texts of the provider's error objects, cut after 300 characters. */
  errors: z.array(z.string()),
});
export type ExpectedAnswer = z.infer<typeof ExpectedAnswer>;

/** An `.expected.json` file beside a recorded body. */
export const ExpectedFile = z.object({
  /** The file of the body, beside this one. */
  file: z.string(),
  vendor: z.string(),
  protocol: z.string(),
  contentType: z.string(),
  expected: Json,
});

/** One recorded answer of a model server. */
export interface Recording {
  /** `<vendor>/<protocol>--<name>`. */
  readonly name: string;
  readonly vendor: string;
  /** As the recording calls it. */
  readonly protocol: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly expected: Json;
}

/** The names that recordings give our protocols. */
export const OUR_PROTOCOLS: Readonly<Record<string, ProtocolName>> = {
  "openai-chat": "chat",
  "openai-completions": "chat",
  "openai-responses": "responses",
  "anthropic-messages": "anthropic",
  "google-generate": "gemini",
  "ollama-chat": "ollama",
  "ollama-generate": "ollama",
  "cohere-v2": "cohere",
};
