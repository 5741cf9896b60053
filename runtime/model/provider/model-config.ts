import { z } from "zod";

import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import { PRESET_NAMES } from "./presets.ts";

const RESERVED = ["offline", "scenario"];
const PROTOCOLS = [
  "chat",
  "responses",
  "anthropic",
  "gemini",
  "ollama",
  "cohere",
] as const satisfies readonly ProtocolName[];

const KEY_HEADER = /^(?:authorization|x-api-key|api-key|x-goog-api-key)$/i;

/** The wire format to speak; `auto` takes the one that the provider is best at. */
export const ProtocolChoice = z.enum(["auto", ...PROTOCOLS]);
export type ProtocolChoice = z.infer<typeof ProtocolChoice>;

/** One provider of uar.yaml. Keys stay in the environment: the file names the variable. */
export const ProviderConfig = z
  .strictObject({
    /** Whose server it is; absent, found out from the base URL and the entry's name. */
    preset: z.enum(PRESET_NAMES).optional(),
    /** `http` is our own driver, `ai-sdk` the named package; the other names are presets. */
    driver: z.enum(["http", "ai-sdk", "openai", "openai-compatible", "ollama"]).optional(),
    /** An AI SDK provider that is installed beside the project. */
    package: z.string().min(1).optional(),
    protocol: ProtocolChoice.default("auto"),
    base_url: z.url({ protocol: /^https?$/ }).optional(),
    api_key_env: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, "Name an environment variable, never the key itself")
      .optional(),
    /** How the key is sent; absent, as the preset or the protocol has it. */
    auth: z.enum(["bearer", "x-api-key", "x-goog-api-key", "api-key", "none"]).optional(),
    headers: z
      .record(
        z.string().refine((name) => !KEY_HEADER.test(name), {
          error: "Leave the key to api_key_env, and choose its header with auth",
        }),
        z.string(),
      )
      .default({}),
    /** Azure: a dated version means addresses with a deployment; absent, /openai/v1. */
    api_version: z.string().min(1).optional(),
    /** Members of the request's body that the server refuses, such as `stream_options`. */
    leave_out: z.array(z.string().min(1)).optional(),
    /** How long the server may be silent in the midst of an answer. */
    inactivity_ms: z.int().min(100).optional(),
    /** The only models on offer; absent, whatever the provider has. */
    models: z.array(z.string().min(1)).default([]),
  })
  .refine((config) => config.package === undefined || isAiSdk(config.driver), {
    error: "A package goes with driver: ai-sdk, leave one of the two out",
    path: ["package"],
  });
export type ProviderConfig = z.infer<typeof ProviderConfig>;

function isAiSdk(driver: string | undefined): boolean {
  return driver === undefined || driver === "ai-sdk";
}

const ProviderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "Use lower-case letters, digits, dots, - and _")
  .refine((name) => !RESERVED.includes(name), `Choose a name other than ${RESERVED.join(", ")}`);

/** The `models:` part of uar.yaml. */
export const ModelConfig = z.strictObject({
  /** `<provider>/<model>`; absent, the first model of the first provider. */
  default: z.string().optional(),
  /** `<provider>/<model>`s to go on with, in order, when a model fails. */
  fallback: z.array(z.string().min(1)).default([]),
  providers: z.record(ProviderName, ProviderConfig).default({}),
  /** A file in the shape of models.dev/api.json whose facts go before the bundled ones. */
  catalogue: z.string().min(1).optional(),
  /** Whether the bytes that providers send are kept beside the log; absent, they are. */
  record: z.boolean().optional(),
  /** Whether a request that was answered before is answered from memory; absent, it is not. */
  cache: z.boolean().optional(),
});
export type ModelConfig = z.infer<typeof ModelConfig>;
