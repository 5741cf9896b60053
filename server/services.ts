import type { Logger } from "pino";

import type { ControlServices } from "#runtime/control/command.ts";
import type { WireStore } from "#runtime/model/cassette/wire-store.ts";
import type { ProviderPause } from "#runtime/model/routing/model-router.ts";
import type { McpHealth } from "#runtime/tool/mcp/health.ts";
import type { SigningBrowser } from "#runtime/tool/mcp/sign-in/sign-ins.ts";
import type { ConfiguredModels } from "#runtime/model/configured-models.ts";
import type { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import type { PageAssets } from "#views/document.ts";
import type { ServerFacts } from "#views/settings/server-facts.ts";
import type { PageKind } from "./assets.ts";
import type { StreamServices } from "./sse/stream-services.ts";
import type { Webhooks } from "./webhook/webhooks.ts";

/** What every route works with; composed once, in `compose.ts`. */
export interface AppServices {
  readonly token: string;
  /** Opens what is below `/api/v1/admin`; absent, nothing does. */
  readonly adminToken?: string;
  readonly version: string;
  readonly logger: Logger;
  readonly control: ControlServices;
  readonly models: Pick<
    ConfiguredModels,
    "list" | "defaultModel" | "origin" | "fallback" | "info" | "problem"
  >;
  /** How the providers do that were asked so far. */
  readonly health: () => readonly ProviderPause[];
  readonly facts: ServerFacts;
  /** The scripts that the laboratory plays. */
  readonly scenarios: readonly Scenario[];
  /** What providers sent; absent where `models.record` is false. */
  readonly wire?: WireStore;
  readonly mcp: McpServices;
  readonly streams: StreamServices;
  /** Where events are sent. */
  readonly webhooks: Webhooks;
  readonly assets: (kind: PageKind) => PageAssets;
  /** Whether the server still takes work; false once it drains. */
  readonly isReady: () => boolean;
}

/** The servers that tools come from. */
export interface McpServices {
  health(): readonly McpHealth[];
  /** Tries one server again at once. False if there is none of that name. */
  reconnect(server: string): Promise<boolean>;
  /** Where a person goes to sign in to a server. Rejects with a SignInProblem. */
  beginSignIn(server: string, browser: SigningBrowser): Promise<URL>;
  /** Takes what a browser came back with; gives the server's name. Rejects with a SignInProblem. */
  finishSignIn(answer: URLSearchParams, browser: string | undefined): Promise<string>;
  /** Forgets the sign-in to a server. Rejects with a SignInProblem. */
  signOut(server: string): Promise<void>;
  /** The names of tools that are not what they were when they were first seen. */
  changed(): readonly string[];
  /** What a tool says now counts as known. */
  acceptChange(tool: string): void;
}
