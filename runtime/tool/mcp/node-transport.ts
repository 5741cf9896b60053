import { isStdio } from "./config.ts";
import { HttpTransport } from "./http-transport.ts";
import { StdioTransport } from "./stdio-transport.ts";
import type { OpenTransport } from "./transport.ts";

/** All transports, for Node. */
export const openNodeTransport: OpenTransport = (config, hooks) =>
  isStdio(config) ? new StdioTransport(config, hooks) : new HttpTransport(config, hooks);
