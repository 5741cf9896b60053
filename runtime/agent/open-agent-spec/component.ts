import { z } from "zod";

/** The version of Open Agent Spec that is written. */
export const SPEC_VERSION = "26.1.2";

const Text = z.string().nullish();
const Metadata = z.record(z.string(), z.json()).nullish();

/** A model, of any of the classes that there are for it. */
const LlmConfig = z.looseObject({
  component_type: z.string(),
  model_id: z.string().min(1),
  provider: Text,
  url: Text,
  api_key: Text,
  default_generation_parameters: z.record(z.string(), z.json()).nullish(),
});
export type LlmConfig = z.infer<typeof LlmConfig>;

const Tool = z.looseObject({ component_type: z.string(), name: z.string().min(1) });

const ToolBox = z.looseObject({
  component_type: z.string(),
  name: z.string().min(1),
  tool_filter: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).nullish(),
});

/** A value that a prompt asks for as `{{title}}`. */
const Property = z.looseObject({ title: z.string(), default: z.json().optional() });

/** What is read of an Agent component; references are resolved before. */
export const AgentComponent = z.looseObject({
  component_type: z.literal("Agent"),
  name: z.string().min(1),
  description: Text,
  metadata: Metadata,
  inputs: z.array(Property).nullish(),
  outputs: z.array(Property).nullish(),
  llm_config: LlmConfig,
  system_prompt: z.string().min(1),
  tools: z.array(Tool).nullish(),
  toolboxes: z.array(ToolBox).nullish(),
  human_in_the_loop: z.boolean().nullish(),
  transforms: z.array(z.json()).nullish(),
  agentspec_version: Text,
});
export type AgentComponent = z.infer<typeof AgentComponent>;

/** Under this name of the metadata stands what the specification has no place for. */
export const OWN = "uar";
