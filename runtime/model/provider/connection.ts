import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import type { ChatDialect } from "#runtime/model/protocol/chat/chat-dialect.ts";
import type { AuthScheme } from "./auth.ts";

/** How one provider is reached: everything a driver needs, decided before the first request. */
export interface Connection extends ProviderIdentity {
  /** `http`: our own driver for `protocol`. `ai-sdk`: the model comes from `package`. */
  readonly driver: "http" | "ai-sdk";
  /** The npm package of an AI SDK provider; only with `driver: "ai-sdk"`. */
  readonly package?: string;
  readonly protocol: ProtocolName;
  /** How the server wants the key; `headers` has it already. */
  readonly auth: AuthScheme;
  /** Sent with every request, the key of the provider's scheme among them; names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Added to every address, such as Azure's `api-version`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Members of a request's body that the server refuses to read. */
  readonly leaveOut?: readonly string[];
  /** How the server's Chat Completions differ; absent, as the others speak them. */
  readonly chat?: ChatDialect;
  /** How long a silence of the server may last; absent, what the driver thinks is long. */
  readonly inactivityMs?: number;
  readonly fetch: typeof globalThis.fetch;
}
