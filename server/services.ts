import type { Logger } from "pino";

import type { ControlServices } from "#runtime/control/command.ts";
import type { WireStore } from "#runtime/model/cassette/wire-store.ts";
import type { ConfiguredModels } from "#runtime/model/configured-models.ts";
import type { PageAssets } from "#views/document.ts";
import type { PageKind } from "./assets.ts";
import type { StreamServices } from "./sse/stream-services.ts";

/** What every route works with; composed once, in `compose.ts`. */
export interface AppServices {
  readonly token: string;
  readonly version: string;
  readonly logger: Logger;
  readonly control: ControlServices;
  readonly models: Pick<ConfiguredModels, "list" | "defaultModel" | "origin">;
  /** What providers sent; absent where `models.record` is false. */
  readonly wire?: WireStore;
  readonly streams: StreamServices;
  readonly assets: (kind: PageKind) => PageAssets;
  /** Whether the server still takes work; false once it drains. */
  readonly isReady: () => boolean;
}
