import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

/** One message of the conversation, free of any provider's format. */
export type ModelMessage =
  | { role: "system"; content: string }
  | { role: "user"; content: string }
  | { role: "assistant"; content: string; tool_calls: readonly ModelToolCall[] }
  | { role: "tool"; provider_call_id: string; name: string; content: string; is_error: boolean };

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

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
}

/**
 * One model behind one provider.
 * Contract: `stream` does not throw for what a provider can do wrong; it ends with an `error` event.
 * An aborted signal closes the provider's socket and ends the iteration by throwing the reason.
 */
export interface ModelDriver {
  readonly provider: string;
  readonly model: string;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<NormalizedEvent>;
}

/** Finds the driver for a model's name. */
export interface ModelResolver {
  /** `name` is `<provider>/<model>`; absent, the configured default. Throws UnknownModelError. */
  resolve(name?: string): ModelDriver;
  /** Names that the composer may offer. */
  list(): readonly string[];
}

export class UnknownModelError extends Error {
  override name = "UnknownModelError";
}
