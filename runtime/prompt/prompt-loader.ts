import { PromptNotFoundError } from "./agent-sdk-error.ts";
import type { PromptSource } from "./compile-error.ts";

/** Finds prompts by name; `from` is the path of the prompt that refers to it. Undefined for what it does not have. */
export interface PromptLoader {
  load(name: string, from?: string): Promise<PromptSource | undefined>;
}

/** The prompt of that name. Throws PromptNotFoundError. */
export async function loadPrompt(loader: PromptLoader, name: string): Promise<PromptSource> {
  const source = await loader.load(name);
  if (source !== undefined) return source;
  throw new PromptNotFoundError(
    `No prompt is called "${name}"; names count from the root of the prompts`,
  );
}
