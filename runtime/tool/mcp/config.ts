import { z } from "zod";

const MAX_TIMEOUT_MS = 24 * 60 * 60_000;

/** What both kinds of server may have. `trust` lets a server's hints say which tools only read. */
const shared = {
  env: z.record(z.string(), z.string()).optional(),
  trust: z.boolean().default(false),
  timeout_ms: z.int().min(1).max(MAX_TIMEOUT_MS).optional(),
};

/** A server that runs as a child process and speaks over its stdin and stdout. */
export const StdioServerConfig = z.strictObject({
  ...shared,
  type: z.literal("stdio").optional(),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  cwd: z.string().min(1).optional(),
});
export type StdioServerConfig = z.infer<typeof StdioServerConfig>;

/** How we are known where people sign in to a server. Without it, the server's own description says how. */
const SignInConfig = z
  .strictObject({
    /** A client that was registered by hand, and the one authorization server that knows it. */
    client_id: z.string().min(1).optional(),
    client_secret: z.string().min(1).optional(),
    issuer: z.string().min(1).optional(),
    /** The https address of a Client ID Metadata Document, for authorization servers that read such. */
    client_metadata_url: z.string().min(1).optional(),
    /** Asked for instead of what the server asks for; more that it asks for later comes beside it. */
    scope: z.string().min(1).optional(),
  })
  .refine(
    ({ client_id, client_secret }) => client_id !== undefined || client_secret === undefined,
    "A client_secret goes with a client_id; give both, or neither",
  );

/** A server that is reached over Streamable HTTP; `env` gives further variables for its texts. */
export const HttpServerConfig = z.strictObject({
  ...shared,
  type: z.enum(["http", "streamable-http"]).optional(),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  oauth: SignInConfig.optional(),
});
export type HttpServerConfig = z.infer<typeof HttpServerConfig>;

/** One entry of `mcpServers` as in mcp.json. Texts may hold `${VAR}` and `${VAR:-default}`. */
export const McpServerConfig = z.union([StdioServerConfig, HttpServerConfig], {
  error:
    'An MCP server needs either "command" (with "args", "env", "cwd") or "url" (with "headers" and "oauth"); both may have "trust" and "timeout_ms", and nothing else',
});
export type McpServerConfig = z.infer<typeof McpServerConfig>;

/** The value of `mcpServers`: the operator's names for the servers, and where they are. */
export const McpServers = z.record(z.string().min(1).max(64), McpServerConfig);
export type McpServers = z.infer<typeof McpServers>;

/** Tells a child process from a server at an address. */
export function isStdio(config: McpServerConfig): config is StdioServerConfig {
  return "command" in config;
}
