import { UnknownModelError, UnsupportedProviderError } from "#runtime/model/model-errors.ts";
import { splitModelName } from "./model-name.ts";
import { nearNames } from "./near-names.ts";
import { isPresetName, PRESET_NAMES, presetOf } from "./presets.ts";

const MAX_NAMED = 20;

export interface KnownModels {
  /** Full names on offer. */
  readonly models: readonly string[];
  readonly providers: readonly string[];
}

/** Why nothing answers to a name, and what was probably meant. */
export function unknownModel(name: string, known: KnownModels): UnknownModelError {
  const provider = splitModelName(name)?.provider;
  const near = didYouMean(name, known.models);
  const models = `Known models: ${enumerate(known.models)}`;
  if (provider === undefined || known.providers.includes(provider)) {
    return new UnknownModelError(name, `${near}${models}`);
  }
  if (isPresetName(provider)) {
    return new UnknownModelError(name, `${near}${models}. ${howToConfigure(provider)}`);
  }
  const providers = [...known.providers, ...PRESET_NAMES];
  return new UnsupportedProviderError(
    name,
    provider,
    `There is no provider "${provider}". ${near || didYouMean(provider, providers)}Describe it under models.providers in uar.yaml. ${models}`,
  );
}

function howToConfigure(provider: Parameters<typeof presetOf>[0]): string {
  const [variable] = presetOf(provider).keyVariables;
  const entry = `put "${provider}: {}" under models.providers in uar.yaml`;
  return variable === undefined
    ? `To use ${provider}, ${entry}`
    : `To use ${provider}, set ${variable} or ${entry}`;
}

/** Names that end like the wanted one come first: their provider was left out. */
function didYouMean(name: string, names: readonly string[]): string {
  const whole = names.filter((full) => full.endsWith(`/${name}`)).slice(0, 3);
  const near = whole.length > 0 ? whole : nearFullNames(name, names);
  return near.length === 0 ? "" : `Did you mean ${near.map((n) => `"${n}"`).join(" or ")}? `;
}

/** A name without a provider is compared with models, not with full names. */
function nearFullNames(name: string, names: readonly string[]): readonly string[] {
  if (name.includes("/")) return nearNames(name, names);
  const near = nearNames(name, names.map(modelOf));
  return near.flatMap((model) => names.find((full) => modelOf(full) === model) ?? []);
}

function modelOf(name: string): string {
  return splitModelName(name)?.model ?? name;
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).join(", ");
  const rest = names.length - MAX_NAMED;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
