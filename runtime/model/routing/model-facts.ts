import type { ModelResolver } from "#runtime/model/driver.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";

/** What a catalogue knows of a model; what it does not know is absent. */
export interface ModelInfo {
  /** In tokens. */
  readonly limit?: { readonly context?: number; readonly output?: number };
  /** Dollars per million tokens. */
  readonly cost?: ModelPrice;
  readonly tool_call?: boolean;
}

/** Dollars per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cache_read?: number;
}

/** The models that routing chooses from. A resolver that knows nothing more is one, too. */
export interface RoutableModels extends ModelResolver {
  /** What is known of a model, by `<provider>/<model>`. */
  info?(name: string): ModelInfo | undefined;
  /** Why every request to a model would fail, known before one is sent. */
  problem?(name: string): ModelError | undefined;
  /** Names to go on with, in order, when a model fails. */
  readonly fallback?: readonly string[];
}
