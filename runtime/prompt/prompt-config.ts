import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import type { PromptSettings } from "./front-matter.ts";

/** Model calls of a run without `maxSteps`, and the most that a prompt may ask for. */
const DEFAULT_MAX_STEPS = 20;
const ABSOLUTE_MAX_STEPS = 150;

const Steps = z.int().positive().max(ABSOLUTE_MAX_STEPS);
const Schema = z.record(z.string(), Json);
/** Providers take no other names. */
const ToolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const ToolSpec = z.object({ description: z.string().default(""), parameters: Schema.default({}) });

/** The settings that an agent made of a prompt heeds; any other is left to whoever reads the prompt. */
const Settings = z.object({
  name: z.string().min(1).exactOptional(),
  description: z.string().exactOptional(),
  provider: z.string().min(1).exactOptional(),
  model: z.string().min(1).exactOptional(),
  temperature: z.number().min(0).max(2).exactOptional(),
  top_p: z.number().min(0).max(1).exactOptional(),
  top_k: z.int().positive().exactOptional(),
  max_tokens: z.int().positive().exactOptional(),
  presence_penalty: z.number().min(-2).max(2).exactOptional(),
  frequency_penalty: z.number().min(-2).max(2).exactOptional(),
  stop: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .transform((stop) => (typeof stop === "string" ? [stop] : stop))
    .exactOptional(),
  /** Names of tools, and tools that are described here and handled by the caller. */
  tools: z.array(z.union([z.string().min(1), z.record(ToolName, ToolSpec)])).default([]),
  /** Prompts that stand as tools, named as references are. */
  agents: z.array(z.string().min(1)).default([]),
  /** JSON Schema of the answer. */
  schema: Schema.exactOptional(),
  /** What the prompt takes, as JSON Schemas by name. */
  parameters: z.record(z.string(), Schema).default({}),
  maxSteps: Steps.exactOptional(),
  /** The same in the words of agents' files. */
  max_steps: Steps.exactOptional(),
});

export const PromptConfig = Settings.transform(({ maxSteps, max_steps, ...config }) => {
  return { ...config, maxSteps: maxSteps ?? max_steps ?? DEFAULT_MAX_STEPS };
});
export type PromptConfig = z.infer<typeof PromptConfig>;

/** Whether an agent made of a prompt heeds a setting of that name. */
export function isPromptSetting(name: string): boolean {
  return Object.hasOwn(Settings.shape, name);
}

/** A prompt's settings cannot be those of an agent. */
export class InvalidPromptConfigError extends AgentSdkError {
  override name = "InvalidPromptConfigError";
  readonly code = "invalid_prompt_config";
}

/** Reads a prompt's settings as those of an agent. Throws InvalidPromptConfigError, which names all that is wrong. */
export function readPromptConfig(path: string, settings: PromptSettings): PromptConfig {
  const read = PromptConfig.safeParse(settings);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`);
  throw new InvalidPromptConfigError(
    `The settings of the prompt "${path}" do not fit`,
    `Correct ${problems.join("; ")}`,
  );
}
