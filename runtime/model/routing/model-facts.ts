import type { ModelResolver } from "#runtime/model/driver.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";

/** What a catalogue knows of a model; what it does not know is absent. */
export interface ModelInfo {
  /** In tokens. */
  readonly limit?: { readonly context?: number; readonly output?: number };
  /** Dollars per million tokens. */
  readonly cost?: ModelPrice;
  readonly tool_call?: boolean;
  /** What it takes, such as "text" and "image". */
  readonly modalities?: { readonly input: readonly string[] };
}

/** Whether a model takes pictures, as far as anybody knows: of one that nobody described, it may. */
export function canSee(info: ModelInfo | undefined): boolean {
  return info?.modalities?.input.includes("image") !== false;
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
