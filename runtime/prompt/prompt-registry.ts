import { MissingRegistryError, PromptNotFoundError } from "./prompt-errors.ts";
import type { PromptLoader } from "./prompt-loader.ts";
import { promptPath } from "./prompt-path.ts";

/** Prompts by path, where no files can be read: at the edge and in a browser. */
export interface RegistryOptions {
  /** The folder that the paths of the map begin with; references count from it. */
  readonly root?: string;
}

/** What a bundler makes of a prompt's file: its text, a module of it, or a function that loads either. */
export type PromptModule = string | TextModule | (() => Promise<string | TextModule>);
interface TextModule {
  readonly default: string;
}

/** Finds prompts in a map of path to text. Throws PromptNotFoundError for a path outside of the root. */
export function createPromptRegistry(
  prompts: Readonly<Record<string, PromptModule>>,
  { root = "" }: RegistryOptions = {},
): PromptLoader {
  const byPath = new Map<string, PromptModule>();
  for (const [name, prompt] of Object.entries(prompts)) {
    byPath.set(pathUnder(root, name), prompt);
  }
  return {
    load: async (name, from) => {
      const path = promptPath(name, from);
      const prompt = path === undefined ? undefined : byPath.get(path);
      if (path === undefined || prompt === undefined) return undefined;
      const read = typeof prompt === "function" ? await prompt() : prompt;
      return { path, content: typeof read === "string" ? read : read.default };
    },
  };
}

let registered: PromptLoader | undefined;

/** Makes these the prompts that `registeredPrompts` finds, in place of earlier ones. */
export function registerPrompts(
  prompts: Readonly<Record<string, string>>,
  options: RegistryOptions = {},
): PromptLoader {
  registered = createPromptRegistry(prompts, options);
  return registered;
}

/** As `registerPrompts`, for what `import.meta.glob` gives, eager or not. */
export function registerPromptModules(
  modules: Readonly<Record<string, PromptModule>>,
  options: RegistryOptions = {},
): PromptLoader {
  registered = createPromptRegistry(modules, options);
  return registered;
}

/** The prompts that were registered last. Throws MissingRegistryError before the first time. */
export function registeredPrompts(): PromptLoader {
  if (registered !== undefined) return registered;
  throw new MissingRegistryError(
    "No prompts are registered",
    "Call registerPrompts with a map first",
  );
}

function pathUnder(root: string, name: string): string {
  const path = promptPath(`/${name}`);
  const folder = root.split("/").filter((segment) => segment !== "" && segment !== ".");
  const prefix = folder.length === 0 ? "" : `${folder.join("/")}/`;
  if (path?.startsWith(prefix) === true) return path.slice(prefix.length);
  throw new PromptNotFoundError(`The prompt "${name}" is not under the root "${root}"`);
}
