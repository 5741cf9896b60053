import { isStdio } from "./config.ts";
import { HttpTransport } from "./http-transport.ts";
import type { OpenTransport } from "./transport.ts";

/** The transports that need no processes, for the edge. */
export const openEdgeTransport: OpenTransport = (config, hooks) => {
  if (isStdio(config)) throw new Error('No processes can be started here; give the server a "url"');
  return new HttpTransport(config, hooks);
};
