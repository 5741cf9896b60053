import { z } from "zod";

/** How `uar serve` was asked to run. A flag wins over its variable, a variable over the file, that over the default. */
export const ServeOptions = z.object({
  host: z.string().min(1).default("127.0.0.1"),
  /** 0 takes any free port. */
  port: z.coerce.number().int().min(0).max(65_535).default(4870),
  data: z.string().min(1).default(".uar"),
  config: z.string().min(1).exactOptional(),
  /** The folder of the agents' folders; absent, `agents` in the data folder. */
  agents: z.string().min(1).exactOptional(),
  /** One agent's folder beside those. */
  agent_dir: z.string().min(1).exactOptional(),
  /** Where pushed agents are kept; absent, `sys/dyn_agents` in the data folder. */
  pushed: z.string().min(1).exactOptional(),
  /** Whether edits of agents count without a restart. */
  watch: z.stringbool().default(true),
  token: z.string().min(1).exactOptional(),
  /** Opens the administration of agents over HTTP; absent, nobody may. */
  admin_token: z.string().min(1).exactOptional(),
  /** Fold every look at the state anew from the log. */
  cold: z.boolean().default(false),
  /** What the server's own log holds at least; at `debug`, a line of each request. */
  log_level: z.enum(["debug", "info", "warn", "error"]).default("info"),
  /** How long a client may take for its whole request. */
  read_timeout_ms: z.number().positive().exactOptional(),
  /** How long a connection may be silent. */
  write_timeout_ms: z.number().positive().exactOptional(),
});
export type ServeOptions = z.infer<typeof ServeOptions>;

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** Puts flags, environment and what the configuration file says together. Throws RangeError that names the setting and the fix. */
export function serveOptions(
  flags: Readonly<Record<string, string | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>> = {},
): ServeOptions {
  const given = {
    host: flags["host"] ?? env["UAR_HOST"],
    port: flags["port"] ?? env["UAR_PORT"],
    data: flags["data"] ?? env["UAR_DATA"],
    config: flags["config"] ?? env["UAR_CONFIG"],
    agents: flags["agentsDir"] ?? env["UAR_AGENTS_DIR"],
    agent_dir: flags["agentDir"],
    watch: flags["watch"] ?? env["UAR_WATCH"],
    token: env["UAR_TOKEN"],
    admin_token: flags["adminToken"] ?? env["UAR_ADMIN_TOKEN"] ?? env["PLUTO_ADMIN_TOKEN"],
    cold: env["UAR_COLD"] === "1",
    log_level: env["UAR_LOG_LEVEL"],
  };
  const parsed = ServeOptions.safeParse({ ...setIn(file), ...setIn(given) });
  if (!parsed.success) throw new RangeError(z.prettifyError(parsed.error));
  if (!LOOPBACK.has(parsed.data.host)) {
    throw new RangeError(
      `Could not listen on "${parsed.data.host}": only loopback addresses are served, since nothing here encrypts; put a TLS proxy in front`,
    );
  }
  return parsed.data;
}

function setIn(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(set);
}
