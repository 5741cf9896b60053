import { z } from "zod";

/** The builtin tools by the names under which models know them. */
const BUILTIN_NAMES = [
  "list_directory",
  "read_file",
  "search_files",
  "write_file",
  "move_file",
  "delete_file",
  "batch_files",
  "run_code",
  "shell",
  "run_skill_script",
  "web_fetch",
  "web_search",
] as const;

/** Bounds of one command, and what it may read beside the system's programs. */
const SandboxConfig = z.strictObject({
  wall_seconds: z.int().min(1).max(3_600).default(120),
  /** Of all its processes together, or of each where the kernel offers us no groups. */
  memory_megabytes: z.int().min(16).max(1_048_576).default(512),
  processes: z.int().min(4).max(4_096).default(64),
  output_megabytes: z.int().min(1).max(256).default(10),
  scratch_megabytes: z.int().min(1).max(65_536).default(64),
  /** Absolute paths that it may read, seen where they are. */
  read: z.array(z.string().startsWith("/")).default([]),
});

/** A program of this machine as a tool (PAF tool type `cli`). */
const CliConfig = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/),
  command: z.array(z.string().min(1)).min(1),
  /** A text file that the model reads as the tool's description. */
  readme: z.string().min(1).exactOptional(),
  /** Whether a word of the model may be an option; otherwise all stand after `--`. */
  options: z.boolean().default(false),
});
export type CliConfig = z.infer<typeof CliConfig>;

/** The `tools` part of uar.yaml: which builtin tools there are, off unless named, and where they work. */
export const BuiltinConfig = z.strictObject({
  builtin: z.array(z.enum(BUILTIN_NAMES)).default([]),
  /** The folder in which they work; absent, `workspace` in the data folder. */
  workspace: z.string().min(1).exactOptional(),
  web: z
    .strictObject({ ports: z.array(z.int().min(1).max(65_535)).min(1).default([80, 443]) })
    .prefault({}),
  /** The operator's own SearXNG server. */
  search: z.strictObject({ url: z.url({ protocol: /^https?$/ }) }).exactOptional(),
  sandbox: SandboxConfig.prefault({}),
  cli: z.array(CliConfig).default([]),
  /** Whether the programs that agents' own files name are tools of these agents. */
  agent_cli: z.boolean().default(false),
});
export type BuiltinConfig = z.infer<typeof BuiltinConfig>;
