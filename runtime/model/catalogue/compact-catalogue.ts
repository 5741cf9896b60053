import { CATALOGUE_NAMES, CatalogueFile, CatalogueProvider } from "./catalogue.ts";

/** The provider ids of models.dev that stand for our presets. */
const KEPT = [
  "openai",
  "azure",
  "anthropic",
  "google",
  "lmstudio",
  "openrouter",
  "nvidia",
  "groq",
  "mistral",
  "deepseek",
  "xai",
  CATALOGUE_NAMES["together"],
  "cohere",
  "github-copilot",
];

/** Gateways list hundreds of models: of theirs only those that an agent would be given. */
const GATEWAYS = new Set(["azure", "nvidia", "openrouter"]);
const GATEWAY_SINCE = "2025-08";

/** Servers of one's own: their models are discovered and cost nothing. */
const LOCAL: CatalogueFile = {
  ollama: local("ollama", "Ollama", "https://docs.ollama.com"),
  vllm: local("vllm", "vLLM", "https://docs.vllm.ai"),
  "llama.cpp": local("llama.cpp", "llama.cpp server", "https://github.com/ggml-org/llama.cpp"),
};

/**
 * The part of a models.dev catalogue that concerns this project: our providers, models that write
 * text and are not deprecated, the fields that are used.
 */
export function compactCatalogue(file: CatalogueFile): CatalogueFile {
  const kept = KEPT.flatMap((id) => {
    const provider = id === undefined ? undefined : file[id];
    return provider === undefined ? [] : [[provider.id, compactProvider(provider)] as const];
  });
  return { ...Object.fromEntries(kept), ...LOCAL };
}

function compactProvider(provider: CatalogueProvider): CatalogueProvider {
  const models = Object.values(provider.models)
    .filter(
      ({ modalities, status }) => modalities.output.includes("text") && status !== "deprecated",
    )
    .filter((model) => !GATEWAYS.has(provider.id) || isCurrent(model))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return { ...provider, models: Object.fromEntries(models.map((model) => [model.id, model])) };
}

function isCurrent({ tool_call, release_date = "" }: CatalogueProvider["models"][string]): boolean {
  return tool_call && release_date >= GATEWAY_SINCE;
}

function local(id: string, name: string, doc: string): CatalogueProvider {
  return { id, name, env: [], doc, models: {} };
}
