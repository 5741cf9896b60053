/** How one MCP server is, for the operator. */
export interface McpHealth {
  /** The operator's name for the server. */
  readonly name: string;
  readonly transport: "stdio" | "http";
  readonly status: "idle" | "connecting" | "connected" | "needs_sign_in" | "failed" | "closed";
  /** Why it is not connected, without secrets. */
  readonly reason?: string;
  /** Whether somebody is signed in to it; absent where nobody can. */
  readonly signed_in?: boolean;
  /** The rights that it asks for beyond those that the sign-in gave. */
  readonly wants_scope?: string;
  /** How often it was connected again after the first time. */
  readonly restarts: number;
  /** The newest failure, also of a server that is connected again. */
  readonly last_error?: { readonly reason: string; readonly at: string };
  readonly protocol_version?: string;
  readonly tools: number;
  /** Tools that were left out, hidden characters, tools that changed. */
  readonly problems: readonly string[];
  /** The end of what a child process wrote to stderr, and what it wrote to stdout by mistake. */
  readonly log: string;
}
