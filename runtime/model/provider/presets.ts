import type { Preset } from "./preset.ts";

/** Providers by the name that uar.yaml and `<provider>/<model>` use. */
export const PRESETS = {
  openai: {
    title: "OpenAI",
    endpoints: { responses: "https://api.openai.com/v1", chat: "https://api.openai.com/v1" },
    keyVariables: ["OPENAI_API_KEY"],
    needsKey: true,
    hosts: /^api\.openai\.com$/,
    listing: "catalogue",
    // Its reasoning models refuse `max_tokens`; the others take both.
    chat: { limitName: "max_completion_tokens" },
    defaultModel: "gpt-5.4-mini",
    package: "@ai-sdk/openai",
  },
  azure: {
    title: "Azure OpenAI",
    // The resource's own address comes from the configuration, see azure.ts.
    endpoints: { chat: "", responses: "" },
    auth: "api-key",
    keyVariables: ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
    needsKey: true,
    baseUrlVariables: ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_BASE_URL"],
    hosts: /\.(?:openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com)$/,
    listing: "configured",
    chat: { limitName: "max_completion_tokens" },
  },
  anthropic: {
    title: "Anthropic",
    endpoints: { anthropic: "https://api.anthropic.com/v1", chat: "https://api.anthropic.com/v1" },
    keyVariables: ["ANTHROPIC_API_KEY"],
    needsKey: true,
    baseUrlVariables: ["ANTHROPIC_BASE_URL"],
    hosts: /^api\.anthropic\.com$/,
    listing: "catalogue",
    defaultModel: "claude-haiku-4-5",
  },
  google: {
    title: "Google Gemini",
    endpoints: {
      gemini: "https://generativelanguage.googleapis.com/v1beta",
      chat: "https://generativelanguage.googleapis.com/v1beta/openai",
    },
    keyVariables: ["GEMINI_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "GOOGLE_API_KEY"],
    needsKey: true,
    hosts: /^generativelanguage\.googleapis\.com$/,
    listing: "catalogue",
    defaultModel: "gemini-2.5-flash",
  },
  ollama: {
    title: "Ollama",
    endpoints: { chat: "http://127.0.0.1:11434/v1", ollama: "http://127.0.0.1:11434" },
    keyVariables: [],
    needsKey: false,
    baseUrlVariables: ["OLLAMA_HOST"],
    hosts: /:11434$/,
    listing: "server",
  },
  vllm: {
    title: "vLLM",
    endpoints: {
      chat: "http://127.0.0.1:8000/v1",
      responses: "http://127.0.0.1:8000/v1",
      anthropic: "http://127.0.0.1:8000/v1",
    },
    keyVariables: ["VLLM_API_KEY"],
    needsKey: false,
    baseUrlVariables: ["VLLM_BASE_URL"],
    listing: "server",
  },
  "llama.cpp": {
    title: "llama.cpp server",
    endpoints: {
      chat: "http://127.0.0.1:8080/v1",
      responses: "http://127.0.0.1:8080/v1",
      anthropic: "http://127.0.0.1:8080/v1",
    },
    keyVariables: ["LLAMA_API_KEY"],
    needsKey: false,
    listing: "server",
  },
  lmstudio: {
    title: "LM Studio",
    endpoints: { chat: "http://127.0.0.1:1234/v1", responses: "http://127.0.0.1:1234/v1" },
    keyVariables: ["LMSTUDIO_API_KEY"],
    needsKey: false,
    hosts: /^(?:127\.0\.0\.1|localhost):1234$/,
    listing: "server",
  },
  openrouter: {
    title: "OpenRouter",
    endpoints: { chat: "https://openrouter.ai/api/v1", responses: "https://openrouter.ai/api/v1" },
    keyVariables: ["OPENROUTER_API_KEY"],
    needsKey: true,
    hosts: /^openrouter\.ai$/,
    listing: "catalogue",
  },
  nvidia: {
    title: "NVIDIA",
    endpoints: { chat: "https://integrate.api.nvidia.com/v1" },
    keyVariables: ["NVIDIA_API_KEY"],
    needsKey: true,
    hosts: /^integrate\.api\.nvidia\.com$/,
    listing: "catalogue",
  },
  groq: {
    title: "Groq",
    endpoints: {
      chat: "https://api.groq.com/openai/v1",
      responses: "https://api.groq.com/openai/v1",
    },
    keyVariables: ["GROQ_API_KEY"],
    needsKey: true,
    hosts: /^api\.groq\.com$/,
    listing: "catalogue",
  },
  mistral: {
    title: "Mistral",
    endpoints: { chat: "https://api.mistral.ai/v1" },
    keyVariables: ["MISTRAL_API_KEY"],
    needsKey: true,
    hosts: /^api\.mistral\.ai$/,
    // Answers 422 to it, and reports usage without being asked.
    leaveOut: ["stream_options"],
    listing: "catalogue",
  },
  deepseek: {
    title: "DeepSeek",
    endpoints: {
      chat: "https://api.deepseek.com",
      responses: "https://api.deepseek.com",
      anthropic: "https://api.deepseek.com/anthropic/v1",
    },
    keyVariables: ["DEEPSEEK_API_KEY"],
    needsKey: true,
    hosts: /^api\.deepseek\.com$/,
    // Answers 400 where a call was made and reasoning is missing, also from empty and older messages.
    chat: { wantsReasoning: true },
    listing: "catalogue",
  },
  xai: {
    title: "xAI",
    endpoints: { chat: "https://api.x.ai/v1", responses: "https://api.x.ai/v1" },
    keyVariables: ["XAI_API_KEY"],
    needsKey: true,
    hosts: /^api\.x\.ai$/,
    listing: "catalogue",
  },
  together: {
    title: "Together AI",
    endpoints: { chat: "https://api.together.xyz/v1" },
    keyVariables: ["TOGETHER_API_KEY"],
    needsKey: true,
    hosts: /^api\.together\.(?:xyz|ai)$/,
    listing: "catalogue",
  },
  cohere: {
    title: "Cohere",
    endpoints: {
      cohere: "https://api.cohere.com/v2",
      chat: "https://api.cohere.com/compatibility/v1",
    },
    keyVariables: ["COHERE_API_KEY"],
    needsKey: true,
    hosts: /^api\.cohere\.(?:com|ai)$/,
    listing: "catalogue",
    defaultModel: "command-a-plus-05-2026",
  },
  "github-copilot": {
    title: "GitHub Copilot",
    endpoints: {
      chat: "https://api.githubcopilot.com",
      responses: "https://api.githubcopilot.com",
    },
    keyVariables: ["GITHUB_COPILOT_TOKEN"],
    needsKey: true,
    hosts: /^api\.(?:\w+\.)?githubcopilot\.com$/,
    listing: "catalogue",
  },
  compatible: {
    title: "A compatible server",
    endpoints: { chat: "", responses: "", anthropic: "", gemini: "", ollama: "", cohere: "" },
    keyVariables: [],
    needsKey: false,
    listing: "server",
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

/** The names, for a schema and for the words of an error. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[]; // keys of a constant

/** The preset of that name, as plain data. */
export function presetOf(name: PresetName): Preset {
  return PRESETS[name];
}

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
