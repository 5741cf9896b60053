import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

import { problemWords } from "#runtime/agent/agent-problem.ts";
import { readTrustedYaml } from "#runtime/agent/read-yaml.ts";
import { OutputPolicy } from "#runtime/artifact/output-retention.ts";
import { HookConfigs } from "#runtime/hook/hook-config.ts";
import { ModelConfig } from "#runtime/model/provider/model-config.ts";
import { PermissionPolicy } from "#runtime/permission/policy.ts";
import { BuiltinConfig } from "#runtime/tool/builtin/builtin-config.ts";
import { McpServers } from "#runtime/tool/mcp/config.ts";
import { FILE_SETTINGS, misplacedServices } from "./file-settings.ts";
import { WebhookConfig } from "./webhook/webhook-config.ts";

/** Whom prompts speak of. */
const User = z.strictObject({
  name: z.string().default(""),
  timezone: z
    .string()
    .refine(isTimezone, "It is no time zone, such as Europe/Berlin")
    .default("UTC"),
});

/** The configuration: which models, tools and agents there are, where they are, and what they may do. */
export const Config = z
  .strictObject({
    ...FILE_SETTINGS,
    models: ModelConfig.exactOptional(),
    mcpServers: McpServers.prefault({}),
    tools: BuiltinConfig.prefault({}),
    /** Whether the example workspace is mounted beside the servers above. */
    examples: z.boolean().default(true),
    permissions: PermissionPolicy.prefault({}),
    hooks: HookConfigs,
    user: User.prefault({}),
    outputs: OutputPolicy.prefault({}),
    webhooks: WebhookConfig.prefault({}),
  })
  .superRefine((config, context) => {
    for (const name of misplacedServices(config)) {
      const message =
        "It is kept in the data folder; leave the path out, or set data_dir to the folder around it";
      context.addIssue({ code: "custom", path: ["services", name, "path"], message });
    }
  });
export type Config = z.infer<typeof Config>;

const MAX_CONFIG_BYTES = 256 * 1024;
/** Looked for where no file is named; the first that is there counts. */
const USUAL_FILES = ["uar.yaml", "pluto.yaml"];

/**
 * Reads the configuration. Without a path `uar.yaml`, else `pluto.yaml`, of the folder is read if there is one; a
 * named file must be there.
 * Rejects with an Error that names file, line, field and fix of all that is wrong.
 */
export async function loadConfig(path: string | undefined, folder = ""): Promise<Config> {
  const { file, text } = await findConfig(path, folder);
  const read = readTrustedYaml(file, text, (value) => (value === null ? Empty : Config));
  if (read.ok) return read.value;
  throw new Error(`${file} does not fit:\n${read.problems.map(problemWords).join("\n")}`);
}

const Empty = z.null().transform(() => Config.parse({}));

interface ConfigFile {
  readonly file: string;
  readonly text: string;
}

async function findConfig(path: string | undefined, folder: string): Promise<ConfigFile> {
  const usual = USUAL_FILES.map((name) => join(folder, name));
  for (const file of path === undefined ? usual : [path]) {
    const text = await readConfig(file, path !== undefined);
    if (text !== undefined) return { file, text };
  }
  return { file: "uar.yaml", text: "" };
}

/** Undefined for a file that is not there and need not be. */
async function readConfig(file: string, isRequired: boolean): Promise<string | undefined> {
  try {
    const text = await readFile(file, "utf8");
    if (text.length <= MAX_CONFIG_BYTES) return text;
  } catch (cause) {
    if (!isRequired && isMissing(cause)) return undefined;
    throw new Error(`Could not read the configuration "${file}"`, { cause });
  }
  throw new Error(`"${file}" is larger than the ${MAX_CONFIG_BYTES} bytes that are allowed`);
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
