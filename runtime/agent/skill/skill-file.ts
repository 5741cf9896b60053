import { parse } from "yaml";
import { z } from "zod";

import { isSchedule } from "#runtime/agent/trigger/cron.ts";
import { McpServers } from "#runtime/tool/mcp/config.ts";

const MAX_SERVERS = 8;

/** What the head of a SKILL.md says; other members, such as a licence, are left alone. */
const Head = z.object({
  name: z.string().min(1).max(64).exactOptional(),
  description: z.string().min(1).max(1_024),
  when_to_use: z.string().max(1_024).exactOptional(),
  tags: z.array(z.string()).default([]),
  triggers: z
    .object({
      keywords: z.array(z.string().min(1)).default([]),
      /** Globs over the whole message, such as `*.pdf*`. */
      patterns: z.array(z.string().min(1)).default([]),
      /** Times in the form of cron, such as `0 9 * * 1-5`, at which each agent that has the skill is asked. */
      schedules: z
        .array(z.string().refine(isSchedule, "It is no cron schedule, such as 0 9 * * 1-5"))
        .max(20)
        .default([]),
    })
    .prefault({}),
  /** Servers that run as long as a run in which the skill is active. */
  mcpServers: McpServers.refine((servers) => Object.keys(servers).length <= MAX_SERVERS, {
    error: `A skill has ${MAX_SERVERS} servers at most`,
  }).prefault({}),
});

/** A skill as its folder tells it. */
export interface SkillFile {
  /** The name in its head, else that of its folder. */
  readonly id: string;
  /** The folder that it stands in, under the folder of all skills. */
  readonly folder: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly keywords: readonly string[];
  readonly patterns: readonly string[];
  readonly schedules: readonly string[];
  /** MCP servers that run only while the skill is active in a run. */
  readonly mcpServers: McpServers;
  /** What stands below the head. */
  readonly instructions: string;
}

/** Reads a SKILL.md. Throws an Error that names the folder, what does not fit and the fix. */
export function parseSkillFile(folder: string, text: string): SkillFile {
  const found = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text);
  if (found === null) {
    throw new Error(`"${folder}/SKILL.md" has no head; begin it with --- and a description`);
  }
  const [, head = "", body = ""] = found;
  const parsed = Head.safeParse(headOf(folder, head));
  if (!parsed.success) {
    throw new Error(`"${folder}/SKILL.md" does not fit:\n${z.prettifyError(parsed.error)}`);
  }
  const { name, description, when_to_use, tags, triggers, mcpServers } = parsed.data;
  return {
    id: name ?? folder,
    folder,
    description: when_to_use === undefined ? description : `${description} ${when_to_use}`,
    tags,
    ...triggers,
    mcpServers,
    instructions: body.trim(),
  };
}

/** No aliases: a few lines of them can stand for gigabytes (S33). */
function headOf(folder: string, head: string): unknown {
  try {
    return parse(head, { maxAliasCount: 0 });
  } catch (cause) {
    throw new Error(`The head of "${folder}/SKILL.md" is not YAML`, { cause });
  }
}
