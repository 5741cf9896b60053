import { CompileError, type PromptSource } from "./compile-error.ts";
import { parseTemplate } from "./parse-template.ts";
import type { PromptLoader } from "./prompt-loader.ts";
import { attributeNamed, literalOf, tagsOf } from "./tags-of.ts";
import type { TagNode, Template } from "./template.ts";

const MAX_DEPTH = 50;
/** Prompts that one prompt may refer to, directly and through others. */
const MAX_PROMPTS = 500;

/** A prompt with all that it refers to, each read once. */
export interface LoadedPrompt {
  readonly source: PromptSource;
  readonly template: Template;
  /** What stands for each `<prompt>` tag: the prompt, or why there is none. */
  readonly references: ReadonlyMap<TagNode, Reference>;
}

/** What a `<prompt>` tag stands for. */
export type Reference = LoadedPrompt | UnreadablePrompt | CompileError;

/** It was found, but its text is no PromptL. */
export interface UnreadablePrompt {
  readonly source: PromptSource;
  readonly error: CompileError;
}

/** Reads a prompt and what it refers to. Throws ParseError if the prompt itself cannot be read. */
export async function loadReferences(
  source: PromptSource,
  loader: PromptLoader | undefined,
): Promise<LoadedPrompt> {
  const reading = new ReferenceReader(loader !== undefined).read(source, [source.path]);
  let wanted = reading.next();
  while (wanted.done !== true) {
    const { name, from } = wanted.value;
    wanted = reading.next(await loader?.load(name, from));
  }
  return wanted.value;
}

/** The prompt of that name, as `from` refers to it, where it is found at once. */
export type FindPrompt = (name: string, from: string) => PromptSource | undefined;

/** As `loadReferences`, for prompts that need no waiting. */
export function readReferences(source: PromptSource, find: FindPrompt): LoadedPrompt {
  const reading = new ReferenceReader(true).read(source, [source.path]);
  let wanted = reading.next();
  while (wanted.done !== true) wanted = reading.next(find(wanted.value.name, wanted.value.from));
  return wanted.value;
}

interface Wanted {
  readonly name: string;
  readonly from: string;
}

/** Yields each name that is to be found, and is told what was. */
type Reading<Result> = Generator<Wanted, Result, PromptSource | undefined>;

class ReferenceReader {
  readonly #hasLoader: boolean;
  readonly #known = new Map<string, LoadedPrompt | UnreadablePrompt>();
  /** Of the prompts that were begun. */
  #count = 0;

  constructor(hasLoader: boolean) {
    this.#hasLoader = hasLoader;
  }

  *read(source: PromptSource, trail: readonly string[]): Reading<LoadedPrompt> {
    const template = parseTemplate(source);
    const references = new Map<TagNode, Reference>();
    for (const tag of tagsOf(template.children, "prompt")) {
      references.set(tag, yield* this.#reference(tag, source, trail));
    }
    return { source, template, references };
  }

  /** A reference that fails is an error only where it is reached. */
  *#reference(tag: TagNode, source: PromptSource, trail: readonly string[]): Reading<Reference> {
    const fault = (code: string, message: string): CompileError =>
      new CompileError(code, message, source, tag);
    const path = attributeNamed(tag, "path");
    if (path === undefined) {
      return fault("reference-tag-without-prompt", "Reference tags must have a `path` attribute");
    }
    const name = literalOf(path);
    if (name === "dynamic") {
      return fault(
        "invalid-static-attribute",
        "The attribute 'path' must only contain literal values",
      );
    }
    if (name.text === undefined) {
      return fault("invalid-reference-path", "Reference path must be a string");
    }
    if (!this.#hasLoader) {
      return fault("missing-reference-function", "A reference function was not provided");
    }
    const found = yield { name: name.text, from: source.path };
    if (found === undefined) {
      return fault("reference-not-found", "The referenced document does not exist");
    }
    if (trail.includes(found.path)) {
      const circle = [...trail.slice(trail.indexOf(found.path)), found.path].join(" -> ");
      return fault("circular-reference", `The prompt refers to itself: ${circle}`);
    }
    if (trail.length > MAX_DEPTH) {
      return fault("reference-depth-limit", `Prompts may refer ${MAX_DEPTH} deep to each other`);
    }
    const known = this.#known.get(found.path);
    if (known !== undefined) return known;
    if (this.#count >= MAX_PROMPTS) {
      return fault("too-many-references", `A prompt may refer to ${MAX_PROMPTS} prompts`);
    }
    this.#count += 1;
    const reference = yield* this.#once(found, trail);
    this.#known.set(found.path, reference);
    return reference;
  }

  *#once(found: PromptSource, trail: readonly string[]): Reading<LoadedPrompt | UnreadablePrompt> {
    try {
      return yield* this.read(found, [...trail, found.path]);
    } catch (error) {
      if (error instanceof CompileError) return { source: found, error };
      throw error;
    }
  }
}
