import { MissingModelError } from "#runtime/model/model-errors.ts";

export interface ModelName {
  readonly provider: string;
  /** As the provider has it; may hold slashes. */
  readonly model: string;
}

/** `<provider>/<model>`: the first segment is the provider, all the rest the model. */
export function splitModelName(name: string): ModelName | undefined {
  const slash = name.indexOf("/");
  if (slash < 1 || slash === name.length - 1) return undefined;
  return { provider: name.slice(0, slash), model: name.slice(slash + 1) };
}

export interface ModelWishes {
  /** Of the call: wins over all. */
  readonly options?: { readonly model?: string | undefined };
  /** Of the prompt: a model of a provider, or a full name. */
  readonly prompt?: { readonly provider?: string | undefined; readonly model?: string | undefined };
  readonly defaults?: { readonly model?: string | undefined };
}

/**
 * Which model to use (seed 002): that of the call, else the prompt's, else the default. Gives its full
 * name; throws MissingModelError where nobody names one.
 */
export function chooseModelName({ options, prompt, defaults }: ModelWishes): string {
  const name = options?.model || promptModel(prompt) || defaults?.model;
  if (name) return name;
  throw new MissingModelError();
}

function promptModel(prompt: ModelWishes["prompt"]): string | undefined {
  const { provider, model } = prompt ?? {};
  if (!model || !provider || model.startsWith(`${provider}/`)) return model;
  return `${provider}/${model}`;
}
