import { z } from "zod";

import type { Catalogue } from "#runtime/model/catalogue/catalogue.ts";
import type { Connection } from "./connection.ts";
import { detectPreset } from "./detect-preset.ts";
import { getJson, type JsonRequest } from "./get-json.ts";
import { findOllamaModels } from "./ollama.ts";
import { presetOf, type PresetName } from "./presets.ts";

/** What a server that lists no models is asked for: those that serve one model take any name. */
const ANY_MODEL = "default";
const MAX_LISTED_MODELS = 100;

export interface Listing {
  readonly catalogue: () => Promise<Catalogue>;
  /** How the server may be asked; absent, it is not. */
  readonly request?: JsonRequest;
}

/**
 * The models of a provider, its default first, without asking anyone whose list the catalogue has.
 * Never empty: a server that does not say is asked for `default`.
 */
export async function listModels(
  connection: Connection,
  preset: PresetName,
  { catalogue, request }: Listing,
): Promise<readonly string[]> {
  const { defaultModel, listing } = presetOf(preset);
  const isVendor = connection.baseUrl === "" || detectPreset(connection.baseUrl) === preset;
  if (listing === "catalogue" && isVendor) {
    const known = (await catalogue()).modelsOf(preset);
    return limited([...(defaultModel === undefined ? [] : [defaultModel]), ...known]);
  }
  if (listing === "configured" || request === undefined) return [ANY_MODEL];
  return limited((await askModels(connection, request)) ?? []);
}

function limited(names: readonly string[]): readonly string[] {
  const unique = [...new Set(names)].slice(0, MAX_LISTED_MODELS);
  return unique.length === 0 ? [ANY_MODEL] : unique;
}

/** The models that a server lists itself; undefined where it lists none. */
export async function askModels(
  { baseUrl, protocol }: Connection,
  request: JsonRequest,
): Promise<readonly string[] | undefined> {
  if (protocol === "ollama") return findOllamaModels(baseUrl, request);
  return modelNames(await getJson(`${baseUrl}/models`, request));
}

const OpenAIModels = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });
const GeminiModels = z.object({ models: z.array(z.object({ name: z.string().min(1) })) });

/** The ids in any of the shapes that `/models` is answered in. */
function modelNames(answer: unknown): readonly string[] | undefined {
  const openai = OpenAIModels.safeParse(answer);
  if (openai.success) return openai.data.data.map((model) => model.id);
  const gemini = GeminiModels.safeParse(answer);
  return gemini.data?.models.map((model) => model.name.replace(/^models\//, ""));
}
