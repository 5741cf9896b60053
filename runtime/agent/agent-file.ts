import { z } from "zod";

import { AgentPermissions } from "#runtime/permission/policy.ts";
import { AgentProgram } from "#runtime/tool/builtin/agent-program.ts";
import { Agent, AgentSettings, Budget, ContextRules, AGENT_ID } from "./agent.ts";
import { CardOverrides } from "./card-overrides.ts";
import { MemorySection } from "./memory-section.ts";
import { isSchedule } from "./trigger/cron.ts";

/** A field with a short form as text and a long one: what is wrong is said of the form that is there. */
function either<Text extends z.ZodType, Long extends z.ZodType>(
  text: Text,
  long: Long,
): z.ZodType<z.output<Text> | z.output<Long>> {
  return z.unknown().transform((value, context) => {
    const schema = typeof value === "string" ? text : long;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
      const message = keys.length === 0 ? issue.message : `There is no field ${keys.join(", ")}`;
      context.addIssue({ code: "custom", message, path: issue.path });
    }
    return z.NEVER;
  });
}

const Text = z.string().min(1);
const ModelName = z
  .string()
  .regex(/^[^/\s]+\/\S+$/, "A model is written as <provider>/<name>, as in openai/gpt-5");

const Model = z.strictObject({
  provider: Text,
  name: Text,
  temperature: AgentSettings.shape.temperature,
  max_tokens: z.int().positive().exactOptional(),
  base_url: z.string().exactOptional(),
});

const Bootstrap = z.strictObject({
  path: Text,
  max_tokens: z.int().positive().exactOptional(),
  required: z.boolean().default(false),
});

const McpTool = z.strictObject({
  type: z.literal("mcp"),
  name: Text,
  server: z.unknown().optional(),
  config: z.unknown().optional(),
});
const CliTool = z.strictObject({
  type: z.literal("cli"),
  name: AgentProgram.shape.name,
  command: z
    .union([
      Text.transform((line) => line.split(/\s+/).filter((word) => word !== "")),
      AgentProgram.shape.command,
    ])
    .exactOptional(),
  description: AgentProgram.shape.description.exactOptional(),
  /** A text file of the folder, in the place of a description. */
  readme: Text.exactOptional(),
  parameters: AgentProgram.shape.parameters,
  args: AgentProgram.shape.args,
});
export type CliTool = z.output<typeof CliTool>;
const BuiltinTool = z.strictObject({ type: z.literal("builtin"), name: Text });
const ToolChoice = z.discriminatedUnion("type", [McpTool, CliTool, BuiltinTool]);
export type ToolChoice = z.output<typeof ToolChoice>;

const SkillPlace = z
  .strictObject({ path: Text.exactOptional(), url: Text.exactOptional() })
  .refine(({ path, url }) => (path === undefined) !== (url === undefined), {
    message: "A skill has either a path or a url",
  });

const Trigger = z
  .strictObject({
    pattern: Text.exactOptional(),
    schedule: Text.refine(isSchedule, {
      message: "It is no cron schedule, such as 0 9 * * 1-5",
    }).exactOptional(),
    skill: Text,
  })
  .refine(({ pattern, schedule }) => (pattern === undefined) !== (schedule === undefined), {
    message: "A trigger has either a pattern or a schedule",
  });

/** Who the agent is to others. */
const METADATA = {
  name: z
    .string()
    .regex(AGENT_ID, "A name has small letters, digits and hyphens, as in code-reader"),
  description: z.string().default(""),
  version: z.string().exactOptional(),
  labels: z.record(z.string(), z.string()).default({}),
  a2a: CardOverrides.exactOptional(),
};

/** What it is told, may use and may spend. Texts that begin with `./` and end with `.md` name a file. */
const SPEC = {
  model: either(ModelName, Model).exactOptional(),
  system_prompt: Text.exactOptional(),
  instructions: Text.exactOptional(),
  bootstrap: z
    .array(
      either(
        Text.transform((path) => Bootstrap.parse({ path })),
        Bootstrap,
      ),
    )
    .exactOptional(),
  memory: MemorySection.prefault({}),
  tools: z.array(either(Text, ToolChoice)).exactOptional(),
  skills_dir: Text.default("skills"),
  skills: z
    .array(
      either(
        Text.transform((path) => SkillPlace.parse({ path })),
        SkillPlace,
      ),
    )
    .default([]),
  triggers: z.array(Trigger).default([]),
  agents: Agent.shape.agents,
  conversation: Agent.shape.conversation,
  response_schema: Agent.shape.response_schema,
  settings: AgentSettings.default({}),
  budget: Budget.prefault({}),
  context: ContextRules.prefault({}),
  permissions: AgentPermissions.prefault({}),
};

const ShortForm = z
  .strictObject({ ...METADATA, ...SPEC })
  .transform(({ name, description, version, labels, a2a, ...spec }) => {
    const card = { ...(version !== undefined && { version }), ...(a2a !== undefined && { a2a }) };
    return { metadata: { name, description, labels, ...card }, spec };
  });

const LongForm = z.strictObject({
  apiVersion: z.enum(["pluto/v1", "uar/v1"]),
  kind: z.literal("Agent"),
  metadata: z.strictObject(METADATA),
  spec: z.strictObject(SPEC),
});

/** The form that an agent.yaml is written in: with apiVersion, kind, metadata and spec, or all in one. */
export function agentFileFor(value: unknown): typeof LongForm | typeof ShortForm {
  const isLong =
    typeof value === "object" &&
    value !== null &&
    ["apiVersion", "kind", "metadata", "spec"].some((key) => Object.hasOwn(value, key));
  return isLong ? LongForm : ShortForm;
}

/** What an agent.yaml says, whatever its form. */
export type AgentFile = Pick<z.output<typeof LongForm>, "metadata" | "spec">;
export type AgentSpec = AgentFile["spec"];
