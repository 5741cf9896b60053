import type { Transport } from "@modelcontextprotocol/client";

import type { Clock } from "#runtime/services.ts";
import type { McpServerConfig } from "./config.ts";
import type { Variables } from "./expand-variables.ts";
import type { ServerAccess } from "./sign-in/server-access.ts";

/** One message of a server, larger than any result that is kept; more than this ends the connection. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

export interface TransportHooks {
  readonly clock: Clock;
  /** The variables of this process, of which a child gets no more than it needs. */
  readonly env: Variables;
  /** What the server says beside the protocol, for the operator. */
  readonly log: (text: string) => void;
  /** The way in for who signs in; absent, the headers of the configuration are the only one. */
  readonly access?: ServerAccess;
}

/** Makes the way to a server whose variables are filled in. It is not started yet. */
export type OpenTransport = (config: McpServerConfig, hooks: TransportHooks) => Transport;

/** Why a connection is over, given to `onerror` before `onclose`. */
export class ConnectionEnd extends Error {
  override name = "ConnectionEnd";
}
