import type { LlmConfig } from "./component.ts";

/** The providers that a class of models stands for; others name theirs, or are reached by an address. */
const PROVIDERS: Readonly<Record<string, string>> = {
  OpenAiConfig: "openai",
  OllamaConfig: "ollama",
  GeminiConfig: "google",
};

interface FoundModel {
  /** `<provider>/<name>`; absent where the operator has to choose. */
  readonly model?: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The model of a component. Addresses and keys are the operator's: none is taken. */
export function modelOf(config: LlmConfig, note: (words: string) => void): FoundModel {
  const { component_type, model_id, provider, url, api_key } = config;
  if (api_key) note("llm_config.api_key: keys are set where the server starts, and none is kept");
  if (url) note(`llm_config.url: ${url} is not used; give a provider its address in uar.yaml`);
  const { max_tokens, ...others } = config.default_generation_parameters ?? {};
  const given = Object.entries({
    ...others,
    ...(max_tokens !== undefined && { max_output_tokens: max_tokens }),
  }).filter(([, value]) => value !== null);
  const settings = Object.fromEntries(given);
  const known = provider || PROVIDERS[component_type];
  if (known) return { model: `${known}/${model_id}`, settings };
  note(
    `llm_config: ${component_type} "${model_id}" names no provider, and the default model answers; choose one in agent.yaml`,
  );
  return { settings };
}
