import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

/** Who made a call, and how its person can be asked in its midst. */
export interface Caller {
  readonly mcpReq: ServerContext["mcpReq"];
  /** `open`: while the call is open; `retry`: by an answer that the caller makes its call again with; or not at all. */
  readonly asked: "open" | "retry" | "never";
  /** Tells the caller what happens, where it asked to be told. */
  readonly tell: (message: string) => Promise<void>;
}

/** The caller of a request to this server. */
export function callerOf(server: McpServer, { mcpReq }: ServerContext): Caller {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  const tell = async (message: string): Promise<void> => {
    if (progressToken === undefined) return;
    progress += 1;
    const params = { progressToken, progress, message };
    await mcpReq.notify({ method: "notifications/progress", params });
  };
  const { envelope } = mcpReq;
  if (envelope !== undefined) {
    const canAsk = takesForms(Envelope.parse(envelope)[CLIENT_CAPABILITIES_META_KEY]);
    return { mcpReq, tell, asked: canAsk ? "retry" : "never" };
  }
  // Before 2026 a client says it once for its session or connection; without one it is not known.
  const canAsk = takesForms(Capabilities.parse(server.server.getClientCapabilities()));
  return { mcpReq, tell, asked: canAsk ? "open" : "never" };
}

/** What a client says that it can. */
const Capabilities = z
  .looseObject({
    elicitation: z.looseObject({ form: z.unknown(), url: z.unknown() }).partial().exactOptional(),
  })
  .optional();

/** What a client of 2026 says with each request. */
const Envelope = z.looseObject({ [CLIENT_CAPABILITIES_META_KEY]: Capabilities });

/** A client that names no kind takes forms. */
function takesForms(capabilities: z.infer<typeof Capabilities>): boolean {
  const { elicitation } = capabilities ?? {};
  return elicitation !== undefined && (elicitation.form !== undefined || !("url" in elicitation));
}
