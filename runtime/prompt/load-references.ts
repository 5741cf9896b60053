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
  return new ReferenceReader(loader).read(source, [source.path]);
}

class ReferenceReader {
  readonly #loader: PromptLoader | undefined;
  readonly #known = new Map<string, Promise<LoadedPrompt>>();

  constructor(loader: PromptLoader | undefined) {
    this.#loader = loader;
  }

  async read(source: PromptSource, trail: readonly string[]): Promise<LoadedPrompt> {
    const template = parseTemplate(source);
    const references = new Map<TagNode, Reference>();
    for (const tag of tagsOf(template.children, "prompt")) {
      references.set(tag, await this.#reference(tag, source, trail));
    }
    return { source, template, references };
  }

  /** A reference that fails is an error only where it is reached. */
  async #reference(
    tag: TagNode,
    source: PromptSource,
    trail: readonly string[],
  ): Promise<Reference> {
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
    if (this.#loader === undefined) {
      return fault("missing-reference-function", "Prompts were given no loader for references");
    }
    const found = await this.#loader.load(name.text, source.path);
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
    return this.#once(found, trail, fault);
  }

  async #once(
    found: PromptSource,
    trail: readonly string[],
    fault: (code: string, message: string) => CompileError,
  ): Promise<Reference> {
    let known = this.#known.get(found.path);
    if (known === undefined) {
      if (this.#known.size >= MAX_PROMPTS) {
        return fault("too-many-references", `A prompt may refer to ${MAX_PROMPTS} prompts`);
      }
      known = this.read(found, [...trail, found.path]);
      this.#known.set(found.path, known);
    }
    try {
      return await known;
    } catch (error) {
      if (error instanceof CompileError) return { source: found, error };
      throw error;
    }
  }
}
