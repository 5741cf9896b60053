import { z } from "zod";

import { ResponseSchema, SaidMessage } from "#runtime/event/turn-request.ts";
import { AgentProgram } from "#runtime/tool/builtin/agent-program.ts";
import { AgentPermissions } from "#runtime/permission/policy.ts";

/** What agents are called: the name of their folder, and part of their address. */
export const AGENT_ID = /^[a-z][a-z0-9-]{0,63}$/;

/** What a run may spend before it is ended. Each is checked before every step (R7). */
export const Budget = z.strictObject({
  wall_time_ms: z
    .int()
    .positive()
    .default(15 * 60_000),
  tokens: z.int().positive().default(1_000_000),
  tool_calls: z.int().positive().default(200),
  /** Answers of the model, those that call tools counted too. Absent, they are not counted. */
  steps: z.int().positive().exactOptional(),
  /** In dollars; counts what has a price. Absent, cost ends no run. */
  cost_usd: z.number().positive().exactOptional(),
  /** How far below the first agent there may be child agents. Absent, 2. */
  subagent_depth: z.int().min(0).max(8).exactOptional(),
});
export type Budget = z.infer<typeof Budget>;

/** When earlier messages give way to a summary, and what stays as it was said. */
export const ContextRules = z.strictObject({
  /** A request that fills this part of its model's window makes room first. */
  compact_at: z.number().min(0.1).max(1).default(0.8),
  /** Messages at the end of the conversation that no summary stands for. */
  keep_messages: z.int().min(1).max(1_000).default(4),
  /** In tokens: the window of a model that no catalogue knows, or less than it takes. */
  window_tokens: z.int().positive().exactOptional(),
});
export type ContextRules = z.infer<typeof ContextRules>;

/** Instructions that are added to the system prompt when they apply. */
export const Skill = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  instructions: z.string().min(1),
  /** Words in the user's message that activate the skill; without any, patterns and schedules it is always active. */
  keywords: z.array(z.string()).default([]),
  /** The whole message in the form of a file's name: `*` is any text, `?` one character. Either activates it. */
  patterns: z.array(z.string().max(200)).exactOptional(),
  /** Times in the form of cron, at which the agent is asked by itself to do what the skill says. */
  schedules: z.array(z.string().max(200)).max(20).exactOptional(),
});
export type Skill = z.infer<typeof Skill>;

/** How its model is to answer; what is left open is the provider's to choose. */
export const AgentSettings = z.strictObject({
  temperature: z.number().min(0).max(2).exactOptional(),
  top_p: z.number().min(0).max(1).exactOptional(),
  top_k: z.int().positive().exactOptional(),
  max_output_tokens: z.int().positive().exactOptional(),
  presence_penalty: z.number().min(-2).max(2).exactOptional(),
  frequency_penalty: z.number().min(-2).max(2).exactOptional(),
  stop: z.array(z.string().min(1)).exactOptional(),
  /** In the model's own words, such as `low`. */
  reasoning_effort: z.string().min(1).exactOptional(),
  /** Whether one answer may ask for several calls; absent, LLM_PARALLEL_TOOLS. */
  parallel_tool_calls: z.boolean().exactOptional(),
});

export type AgentSettings = z.infer<typeof AgentSettings>;

/** The conversation gives way to a summary once a request takes so many tokens. */
export const ShortTermMemory = z.strictObject({
  backend: z.literal("buffer", "Only buffer is here").default("buffer"),
  max_tokens: z.int().min(500),
});

/** Files in the data folder, behind the tools recall, remember and forget. */
export const LongTermMemory = z.strictObject({
  backend: z.literal("filesystem", "Only filesystem is here").default("filesystem"),
  /** The newest entries that stand at the end of the system prompt. */
  in_prompt: z.int().min(0).max(50).default(0),
});

/** What an agent keeps: of this conversation, and for later ones. What is absent is not there. */
export const AgentMemory = z.strictObject({
  short_term: ShortTermMemory.exactOptional(),
  long_term: LongTermMemory.exactOptional(),
});

/** An agent is data: who it is, what it may use, what it may spend. */
export const Agent = z.strictObject({
  id: z.string().regex(AGENT_ID),
  description: z.string().default(""),
  system_prompt: z.string().min(1),
  /** What stands between the prompt and every conversation, such as examples of how it is to answer. */
  conversation: z.array(SaidMessage).max(100).exactOptional(),
  /** Its answers are JSON of this schema: one that is not is sent back to the model. */
  response_schema: ResponseSchema.exactOptional(),
  /** `<provider>/<model>`; absent, the configured default. */
  model: z.string().exactOptional(),
  /** Tool names that it may use, with `*` as a wildcard. */
  tools: z.array(z.string()).default(["*"]),
  /** Programs that are tools of this agent alone, where the operator lets agents bring some. */
  programs: z.array(AgentProgram).max(50).exactOptional(),
  skills: z.array(Skill).default([]),
  /** Skills in folders that it may use, by name with `*` as a wildcard; none unless they are named. */
  skill_folders: z.array(z.string().min(1)).max(100).default([]),
  /** Agents that it may hand tasks to, each as a tool; none unless they are named. */
  agents: z.array(z.string().min(1)).max(32).default([]),
  /** Rules for what this agent does, beside those of the whole configuration. */
  permissions: AgentPermissions.prefault({}),
  settings: AgentSettings.default({}),
  budget: Budget.prefault({}),
  context: ContextRules.prefault({}),
  memory: AgentMemory.default({}),
});
export type Agent = z.infer<typeof Agent>;
