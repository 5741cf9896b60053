import { join, resolve } from "node:path";
import { z } from "zod";

import { Agent } from "#runtime/agent/agent.ts";

const SECOND = 1_000;
const UNITS = { ms: 1, s: SECOND, m: 60 * SECOND, h: 3_600 * SECOND } as const;

/** A time as `30s`, `500ms`, `2m`, or in seconds, in milliseconds. */
const Duration = z.union([z.number(), z.string()]).transform((value, context) => {
  const [, digits = "", unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(value)) ?? [];
  const ms = Number(digits) * UNITS[unit as keyof typeof UNITS]; // The pattern takes no other unit.
  if (digits !== "" && ms > 0) return ms;
  context.addIssue({ code: "custom", message: "It is no time, such as 30s or 2m" });
  return z.NEVER;
});

/** Streams say something every 5 seconds; a shorter silence would cut them. */
const MIN_WRITE_MS = 10 * SECOND;

const LISTENING = {
  host: z.string().min(1).exactOptional(),
  port: z.int().min(0).max(65_535).exactOptional(),
  /** How long a client may take for its request. */
  read_timeout: Duration.exactOptional(),
  /** How long a connection may be silent; absent, for ever. */
  write_timeout: Duration.refine((ms) => ms >= MIN_WRITE_MS, {
    message: "Streams are silent for 5 seconds at times; give 10s or more",
  }).exactOptional(),
};

/** The address, as `server.port` or in the longer form `server.http.port`. */
const Server = z
  .strictObject({ ...LISTENING, http: z.strictObject(LISTENING).exactOptional() })
  .transform(({ http, ...own }) => ({ ...own, ...http }));

const Service = z.strictObject({
  backend: z.literal("filesystem", "Only filesystem is here").default("filesystem"),
  path: z.string().min(1).exactOptional(),
});

const Services = z.strictObject({
  session: Service.exactOptional(),
  memory: Service.exactOptional(),
  artifacts: Service.exactOptional(),
});

const Gateway = z.strictObject({
  enabled: z.boolean().default(true),
  providers: z
    .strictObject({
      telegram: z.undefined("Telegram is not here; use the web page or the terminal").optional(),
      web: z.union([z.boolean(), z.strictObject({})]).exactOptional(),
      cli: z.union([z.boolean(), z.strictObject({})]).exactOptional(),
    })
    .default({}),
});

const AgentPlaces = z.strictObject({
  /** The operator's folder, and whether its edits count at once. */
  static: z
    .strictObject({ path: z.string().min(1).exactOptional(), watch: z.boolean().exactOptional() })
    .default({}),
  /** Where pushed agents are kept. */
  dynamic: z.strictObject({ path: z.string().min(1).exactOptional() }).default({}),
  /** Whether agents are read when they are asked for, and not all of them at the start. */
  lazy_load: z.boolean().default(true),
  /** How many agents of a folder stay read. */
  cache_size: z.int().min(1).max(100_000).default(1_000),
  /** Agents that are written here, the first of them the default. */
  inline: z.array(Agent).default([]),
});
type AgentPlaces = z.output<typeof AgentPlaces>;

/** A list of agents, or the places where they are; what is wrong is said of the form that is there. */
const Agents = z.unknown().transform((value, context): AgentPlaces => {
  const parsed = Array.isArray(value)
    ? z.array(Agent).safeParse(value)
    : AgentPlaces.safeParse(value ?? {});
  if (parsed.success) {
    const { data } = parsed;
    return Array.isArray(data) ? { ...AgentPlaces.parse({}), inline: data } : data;
  }
  for (const issue of parsed.error.issues) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    for (const key of keys) {
      const path = [...issue.path, key];
      context.addIssue({ code: "custom", message: "There is no such field", path });
    }
    if (keys.length > 0) continue;
    context.addIssue({ code: "custom", message: issue.message, path: issue.path });
  }
  return z.NEVER;
});

/** The part of the configuration file that says where things are, in the words of pluto.yaml. */
export const FILE_SETTINGS = {
  data_dir: z.string().min(1).exactOptional(),
  agents_dir: z.string().min(1).exactOptional(),
  server: Server.prefault({}),
  services: Services.prefault({}),
  agents: Agents.prefault({}),
  admin: z.strictObject({ token: z.string().min(1).exactOptional() }).prefault({}),
  gateway: Gateway.prefault({}),
};
type FileSettings = z.output<z.ZodObject<typeof FILE_SETTINGS>>;

/** The services that would be elsewhere than in the data folder, which holds all of them. */
export function misplacedServices({ data_dir, services }: FileSettings): readonly string[] {
  const names = ["session", "memory", "artifacts"] as const;
  return names.filter((name) => {
    const path = services[name]?.path;
    if (path === undefined) return false;
    const folder = name === "session" ? "sessions" : name;
    return data_dir === undefined || resolve(path) !== resolve(join(data_dir, folder));
  });
}

/** What the file says of options that variables and flags may say otherwise, by the option's name. */
export function fileOptions(file: FileSettings): Readonly<Record<string, unknown>> {
  const { server, agents } = file;
  return {
    host: server.host,
    port: server.port,
    data: file.data_dir,
    agents: agents.static.path ?? file.agents_dir,
    pushed: agents.dynamic.path,
    watch: agents.static.watch === undefined ? undefined : String(agents.static.watch),
    admin_token: file.admin.token,
    read_timeout_ms: server.read_timeout,
    write_timeout_ms: server.write_timeout,
  };
}
