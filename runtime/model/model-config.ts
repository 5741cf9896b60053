import { z } from "zod";

const RESERVED = ["offline", "scenario"];

/** One provider of uar.yaml. Keys stay in the environment: the file names the variable. */
export const ProviderConfig = z.strictObject({
  /** Absent: `openai` at OpenAI's own address, `openai-compatible` anywhere else. */
  driver: z.enum(["openai", "openai-compatible", "ollama"]).optional(),
  /** `auto`: Responses at OpenAI's own address, Chat Completions anywhere else. */
  protocol: z.enum(["auto", "chat", "responses"]).default("auto"),
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  api_key_env: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, "Name an environment variable, never the key itself")
    .optional(),
  /** The only models on offer; absent, whatever the provider has. */
  models: z.array(z.string().min(1)).default([]),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

const ProviderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "Use lower-case letters, digits, - and _")
  .refine((name) => !RESERVED.includes(name), `Choose a name other than ${RESERVED.join(", ")}`);

/** The `models:` part of uar.yaml. */
export const ModelConfig = z.strictObject({
  /** `<provider>/<model>`; absent, the first model of the first provider. */
  default: z.string().optional(),
  providers: z.record(ProviderName, ProviderConfig).default({}),
});
export type ModelConfig = z.infer<typeof ModelConfig>;
