import type { ProviderAuthError } from "#runtime/model/model-errors.ts";
import type { Connection } from "./connection.ts";
import type { PresetName } from "./presets.ts";

/** A provider as the configuration, the environment or a probe gives it. */
export interface Provider {
  readonly preset: PresetName;
  readonly connection: Connection;
  /** Names without the provider's; the first is its default. */
  readonly models: readonly string[];
  /** Whether `models` is all there is, or any other name is worth a try. */
  readonly closed: boolean;
  /** Why every request would fail, known before one is sent. */
  readonly problem?: ProviderAuthError;
}
