import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

import { Agent } from "#runtime/agent/agent.ts";
import { OutputPolicy } from "#runtime/artifact/output-retention.ts";
import { ModelConfig } from "#runtime/model/provider/model-config.ts";
import { HookConfigs } from "#runtime/hook/hook-config.ts";
import { PermissionPolicy } from "#runtime/permission/policy.ts";
import { BuiltinConfig } from "#runtime/tool/builtin/builtin-config.ts";
import { McpServers } from "#runtime/tool/mcp/config.ts";

/** Whom prompts speak of. */
const User = z.strictObject({
  name: z.string().default(""),
  timezone: z
    .string()
    .refine(isTimezone, "It is no time zone, such as Europe/Berlin")
    .default("UTC"),
});

/** `uar.yaml`: which models, tools and agents there are, and what they may do. */
export const Config = z.strictObject({
  models: ModelConfig.exactOptional(),
  mcpServers: McpServers.prefault({}),
  tools: BuiltinConfig.prefault({}),
  /** Whether the example workspace is mounted beside the servers above. */
  examples: z.boolean().default(true),
  permissions: PermissionPolicy.prefault({}),
  hooks: HookConfigs,
  agents: z.array(Agent).default([]),
  user: User.prefault({}),
  outputs: OutputPolicy.prefault({}),
});
export type Config = z.infer<typeof Config>;

const MAX_CONFIG_BYTES = 256 * 1024;

/**
 * Reads the configuration. Without a path `uar.yaml` is optional; a named file must be there.
 * Rejects with an Error that names the file, the place and the fix.
 */
export async function loadConfig(path: string | undefined): Promise<Config> {
  const file = path ?? "uar.yaml";
  const text = await readConfig(file, path !== undefined);
  const parsed = Config.safeParse(parseYaml(file, text) ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(`${file} does not fit:\n${z.prettifyError(parsed.error)}`);
}

async function readConfig(file: string, isRequired: boolean): Promise<string> {
  try {
    const text = await readFile(file, "utf8");
    if (text.length <= MAX_CONFIG_BYTES) return text;
  } catch (cause) {
    if (!isRequired && isMissing(cause)) return "";
    throw new Error(`Could not read the configuration "${file}"`, { cause });
  }
  throw new Error(`"${file}" is larger than the ${MAX_CONFIG_BYTES} bytes that are allowed`);
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

/** No aliases: a few lines of them can stand for gigabytes (S33). */
function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file} is not YAML: ${message}`, { cause });
  }
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
