import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import type { ChatDialect } from "#runtime/model/protocol/chat/chat-dialect.ts";
import type { AuthScheme } from "./auth.ts";

/** What is known of a provider before anyone configures it. Data: what it means is in to-connection.ts. */
export interface Preset {
  readonly title: string;
  /** Where each protocol that it speaks is found; the first is what `auto` takes. */
  readonly endpoints: Readonly<Partial<Record<ProtocolName, string>>>;
  /** Absent: the scheme of the protocol. */
  readonly auth?: AuthScheme;
  /** Environment variables that may hold the key, in the order of trust. */
  readonly keyVariables: readonly string[];
  readonly needsKey: boolean;
  /** Environment variables that may hold another base URL. */
  readonly baseUrlVariables?: readonly string[];
  /** Host names, with a port where that is what tells, of base URLs that mean this provider. */
  readonly hosts?: RegExp;
  /** Whether its models are looked up in the catalogue, asked from the server, or named by the user. */
  readonly listing: "catalogue" | "server" | "configured";
  /** Members of a request's body that its servers refuse to read. */
  readonly leaveOut?: readonly string[];
  /** How its Chat Completions differ; absent, as the others speak them. */
  readonly chat?: ChatDialect;
  /** What a question without a model's name is put to. */
  readonly defaultModel?: string;
  /** The AI SDK package that speaks for it; absent, our own driver does. */
  readonly package?: string;
}
