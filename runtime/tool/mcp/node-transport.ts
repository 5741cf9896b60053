import type { Containment } from "#runtime/process/node-containment.ts";
import { isStdio } from "./config.ts";
import { HttpTransport } from "./http-transport.ts";
import { StdioTransport } from "./node-stdio-transport.ts";
import type { OpenTransport } from "./transport.ts";

/** All transports, for Node. Child processes are contained as well as this machine can. */
export function nodeTransports(containment: Containment): OpenTransport {
  return (config, hooks) =>
    isStdio(config)
      ? new StdioTransport(config, hooks, containment)
      : new HttpTransport(config, hooks);
}
