import type { ClientCapabilities, McpServer, ServerContext } from "@modelcontextprotocol/server";

type Elicitation = ClientCapabilities["elicitation"];

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
  // Those of before 2026 say it once for their session or connection; without one it is not known.
  const canAsk = takesForms(server.server.getClientCapabilities()?.elicitation);
  const how = mcpReq.envelope === undefined ? "open" : "retry";
  return { mcpReq, tell, asked: canAsk ? how : "never" };
}

/** A client that names no kind takes forms. */
function takesForms(elicitation: Elicitation): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || !("url" in elicitation));
}
