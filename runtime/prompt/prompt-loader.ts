import { PromptNotFoundError } from "./prompt-errors.ts";
import type { PromptSource } from "./compile-error.ts";

/** Finds prompts by name; `from` is the path of the prompt that refers to it. Undefined for what it does not have. */
export interface PromptLoader {
  load(name: string, from?: string): Promise<PromptSource | undefined>;
}

/** The prompt of that name, as `from` would refer to it. Throws PromptNotFoundError. */
export async function loadPrompt(
  loader: PromptLoader,
  name: string,
  from?: string,
): Promise<PromptSource> {
  const source = await loader.load(name, from);
  if (source !== undefined) return source;
  const hint = `Names count from ${from === undefined ? "the root of the prompts" : `"${from}", with / from the root`}`;
  throw new PromptNotFoundError(`No prompt is called "${name}"`, hint);
}
