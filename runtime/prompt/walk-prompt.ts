import { CompileError, type Span } from "./compile-error.ts";
import type { Expression } from "./expression.ts";
import type { LoadedPrompt } from "./load-references.ts";
import { namesIn } from "./names-in.ts";
import type { WalkedPrompt } from "./scan-prompt.ts";
import { attributeNamed, literalOf } from "./tags-of.ts";
import { roleNamed, type ForNode, type TagNode, type TemplateNode } from "./template.ts";

const MAX_ERRORS = 100;

/** Where a node stands: names that are set there, and the tags around it. */
interface Place {
  readonly names: Names;
  readonly inMessage: boolean;
  readonly inContent: boolean;
  readonly inStep: boolean;
  /** Undefined where only the rendering tells. */
  readonly role: string | undefined;
}

/** Goes through a prompt without rendering it: every branch is looked at once. */
export class PromptWalk {
  readonly parameters = new Set<string>();
  readonly errors: CompileError[] = [];
  steps = 0;
  readonly #prompt: LoadedPrompt;
  readonly #references: ReadonlyMap<LoadedPrompt, WalkedPrompt>;

  constructor(prompt: LoadedPrompt, references: ReadonlyMap<LoadedPrompt, WalkedPrompt>) {
    this.#prompt = prompt;
    this.#references = references;
  }

  run(): void {
    const outside = { inMessage: false, inContent: false, inStep: false, role: "system" };
    this.#walk(this.#prompt.template.children, { ...outside, names: new Names(["$now"]) });
  }

  #walk(nodes: readonly TemplateNode[], place: Place): void {
    for (const node of nodes) {
      switch (node.kind) {
        case "text":
          break;
        case "mustache":
          this.#expression(node.expression, place.names);
          break;
        case "if":
          for (const { test, children } of node.branches) {
            this.#expression(test, place.names);
            this.#walk(children, { ...place, names: place.names.inner() });
          }
          this.#walk(node.otherwise ?? [], { ...place, names: place.names.inner() });
          break;
        case "for":
          this.#for(node, place);
          break;
        case "tag":
          this.#tag(node, place);
      }
    }
  }

  #expression(expression: Expression, names: Names): void {
    namesIn(expression, {
      reads: (name) => {
        if (!names.has(name)) this.parameters.add(name);
      },
      sets: (name, at) => {
        if (name !== "$now") return names.add(name);
        this.#report("assignment-to-builtin", `Cannot assign to builtin variable: '${name}'`, at);
      },
    });
  }

  #for(node: ForNode, place: Place): void {
    this.#expression(node.list, place.names);
    const names = place.names.inner();
    for (const name of [node.item, ...(node.index === undefined ? [] : [node.index])]) {
      if (place.names.has(name)) {
        this.#report("variable-already-declared", `Variable '${name}' is already declared`, node);
      }
      names.addHere(name);
    }
    this.#walk(node.children, { ...place, names });
    if (node.otherwise !== undefined) {
      this.#walk(node.otherwise, { ...place, names: place.names.inner() });
    }
  }

  #tag(tag: TagNode, place: Place): void {
    for (const { value } of tag.attributes) {
      for (const part of value ?? []) {
        if (part.kind === "expression") this.#expression(part.expression, place.names);
      }
    }
    switch (tag.name) {
      case "message":
      case "system":
      case "user":
      case "assistant":
      case "tool":
        return this.#message(tag, place);
      case "content":
      case "content-text":
      case "content-image":
      case "content-file":
        return this.#content(tag, place);
      case "tool-call":
        return this.#toolCall(tag, place);
      case "scope":
        return this.#scope(tag, place);
      case "prompt":
        return this.#reference(tag);
      case "step":
        return this.#step(tag, place);
    }
  }

  #message(tag: TagNode, place: Place): void {
    const named = tag.name === "message" ? literalNamed(tag, "role") : { text: tag.name };
    if (place.inMessage || place.inContent) {
      const message = "Message tags cannot be inside of another message";
      this.#report("message-tag-inside-message", message, tag);
    } else if (named === undefined) {
      this.#report("message-tag-without-role", "Message tags must have a role attribute", tag);
    } else if (named.text !== undefined) {
      this.#role(tag, named.text);
    }
    this.#walk(tag.children, { ...place, inMessage: true, role: named?.text });
  }

  #role(tag: TagNode, role: string): void {
    if (roleNamed(role) === undefined) {
      this.#report("invalid-message-role", `Invalid message role: ${role}`, tag);
    } else if (role === "tool" && attributeNamed(tag, "id") === undefined) {
      this.#report("tool-message-without-id", "Tool messages must have an id attribute", tag);
    } else if (role === "tool" && attributeNamed(tag, "name") === undefined) {
      const message =
        "Tool messages must have a name attribute equal to the tool name used in tool-call";
      this.#report("tool-message-without-name", message, tag);
    }
  }

  #content(tag: TagNode, place: Place): void {
    this.#refuseInContent(tag, place);
    const type = tag.name === "content" ? literalNamed(tag, "type") : { text: tag.name.slice(8) };
    if (type === undefined) {
      this.#report("content-tag-without-type", "Content tags must have a type attribute", tag);
    } else if (
      type.text !== undefined &&
      !["text", "image", "file", "tool-call"].includes(type.text)
    ) {
      this.#report("invalid-content-type", `Invalid content type: ${type.text}`, tag);
    } else if (type.text === "file" && attributeNamed(tag, "mime") === undefined) {
      const message = "File tags must have a mime type attribute";
      this.#report("file-tag-without-mime-type", message, tag);
    }
    this.#walk(tag.children, { ...place, inContent: true });
  }

  #toolCall(tag: TagNode, place: Place): void {
    this.#refuseInContent(tag, place);
    if (attributeNamed(tag, "id") === undefined) {
      this.#report("tool-call-tag-without-id", "Tool call tags must have an id attribute", tag);
    }
    if (attributeNamed(tag, "name") === undefined) {
      this.#report("tool-call-without-name", "Tool calls must have a name attribute", tag);
    }
    if (place.role !== undefined && place.role !== "assistant") {
      const message = "Only assistant messages can contain tool calls";
      this.#report("invalid-tool-call-placement", message, tag);
    }
    this.#walk(tag.children, { ...place, inContent: true });
  }

  #refuseInContent(tag: TagNode, { inContent }: Place): void {
    if (!inContent) return;
    const message = "Content tags must be directly inside message tags";
    this.#report("content-tag-inside-content", message, tag);
  }

  #step(tag: TagNode, place: Place): void {
    this.steps += 1;
    if (place.inStep) {
      this.#report("step-tag-inside-step", "Step tags cannot be inside of another step tag", tag);
    }
    for (const name of ["as", "raw"]) {
      const text = literalNamed(tag, name)?.text;
      if (text !== undefined) place.names.add(text);
    }
    this.#walk(tag.children, { ...place, inStep: true, names: place.names.inner() });
  }

  /** Inside of a scope only its attributes are known. */
  #scope(tag: TagNode, place: Place): void {
    const inner = new PromptWalk(this.#prompt, this.#references);
    const names = new Names(["$now", ...tag.attributes.map(({ name }) => name)]);
    inner.#walk(tag.children, { ...place, names });
    this.steps += inner.steps;
    for (const error of inner.errors) this.#keep(error);
    this.#requireParameters(tag, inner.parameters);
  }

  #reference(tag: TagNode): void {
    if (tag.children.some((child) => child.kind !== "text" || child.data.trim() !== "")) {
      this.#report("reference-tag-has-content", "Reference tags cannot have content", tag);
    }
    const found = this.#prompt.references.get(tag);
    if (found === undefined) return;
    if (found instanceof CompileError) return this.#keep(found);
    if ("error" in found) return this.#wrap(found.error, tag);
    const scan = this.#references.get(found);
    const inside = scan?.errors[0];
    if (inside !== undefined) return this.#wrap(inside, tag);
    this.#requireParameters(tag, scan?.parameters ?? new Set());
  }

  #wrap(inside: CompileError, tag: TagNode): void {
    const { code, message } = inside;
    if (code === "reference-error" || code === "circular-reference") {
      this.#report(code, message, tag);
    } else {
      const words = `The referenced prompt contains an error: \n${message}`;
      this.#report("reference-error", words, tag);
    }
  }

  #requireParameters(tag: TagNode, parameters: ReadonlySet<string>): void {
    for (const name of parameters) {
      if (attributeNamed(tag, name) !== undefined) continue;
      const message = `The referenced prompt requires a '${name}' parameter. Add it as an attribute to the tag.`;
      this.#report("reference-missing-parameter", message, tag);
    }
  }

  #report(code: string, message: string, at: Span): void {
    this.#keep(new CompileError(code, message, this.#prompt.source, at));
  }

  #keep(error: CompileError): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push(error);
  }
}

/** An attribute's text; no text where the rendering makes it. Undefined without the attribute. */
function literalNamed(
  tag: TagNode,
  name: string,
): { readonly text: string | undefined } | undefined {
  const attribute = attributeNamed(tag, name);
  if (attribute === undefined) return undefined;
  const literal = literalOf(attribute);
  return literal === "dynamic" ? { text: undefined } : literal;
}

/** Names that are set, with those of the parts around. */
class Names {
  readonly #outer: Names | undefined;
  readonly #names: Set<string>;

  constructor(names: Iterable<string>, outer?: Names) {
    this.#names = new Set(names);
    this.#outer = outer;
  }

  inner(): Names {
    return new Names([], this);
  }

  has(name: string): boolean {
    if (this.#names.has(name)) return true;
    return this.#outer === undefined ? false : this.#outer.has(name);
  }

  add(name: string): void {
    if (!this.has(name)) this.#names.add(name);
  }

  addHere(name: string): void {
    this.#names.add(name);
  }
}
