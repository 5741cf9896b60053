import type { Json } from "#runtime/event/shared.ts";
import type { Attachment } from "#runtime/event/turn.ts";
import type { WireTap } from "./cassette/exchange-sink.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

/** One message of the conversation, free of any provider's format. */
export type ModelMessage =
  | { role: "system"; content: string }
  | { role: "user"; content: string; attachments?: readonly ModelAttachment[] }
  | {
      role: "assistant";
      content: string;
      tool_calls: readonly ModelToolCall[];
      /** What only the provider can read and wants back, as it came. */
      reasoning_items?: readonly Json[];
    }
  | { role: "tool"; provider_call_id: string; name: string; content: string; is_error: boolean };

/** A file that came with a message. What it holds is put in just before a request goes out. */
export type ModelAttachment = Readonly<Attachment> & { readonly content?: AttachmentContent };

/** `absent`: the model does not get it, and is told why. */
export type AttachmentContent =
  | { readonly kind: "image"; readonly base64: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent"; readonly reason: string };

export interface ModelToolCall {
  readonly provider_call_id: string;
  readonly name: string;
  /** The exact JSON text that the model wrote. */
  readonly arguments: string;
}

export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly input_schema: Json;
}

/** How the model is to answer; what a protocol has no word for is left out of its request. */
export interface ModelSettings {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly max_output_tokens?: number;
  readonly presence_penalty?: number;
  readonly frequency_penalty?: number;
  readonly stop?: readonly string[];
  readonly reasoning_effort?: string;
  readonly parallel_tool_calls?: boolean;
  /** The answer is to be JSON of this schema. */
  readonly response_schema?: { readonly name: string; readonly schema: Json };
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  readonly settings?: ModelSettings;
  /** What is asked for where it is no answer; a model with a mind reads it from the messages. */
  readonly purpose?: "compaction";
  /** Where what crosses the wire is taken down; no part of what the model is asked. */
  readonly wire?: WireTap;
}

/**
 * One model behind one provider.
 * Contract: `stream` gives events in batches, as they arrived together: a delta costs no promise. It
 * does not throw for what a provider can do wrong; it ends with an `error` event.
 * An aborted signal closes the provider's socket and ends the iteration by throwing the reason.
 */
export interface ModelDriver {
  readonly provider: string;
  readonly model: string;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<readonly NormalizedEvent[]>;
}

/** Finds the driver for a model's name. */
export interface ModelResolver {
  /** `name` is `<provider>/<model>`; absent, the configured default. Throws UnknownModelError. */
  resolve(name?: string): ModelDriver;
  /** Names that the composer may offer. */
  list(): readonly string[];
}
