import type { Budget } from "./budget.ts";
import { CompileError } from "./compile-error.ts";
import { Evaluator } from "./evaluate.ts";
import type { LoadedPrompt } from "./load-references.ts";
import type { MessageWriter } from "./message-writer.ts";
import { isFalsy } from "./operators.ts";
import {
  attributeValue,
  attributeWords,
  extraAttributes,
  filesOf,
  tagFault,
  toolArguments,
  type TagContext,
} from "./render-tag.ts";
import { Scope } from "./scope.ts";
import {
  roleNamed,
  type ForNode,
  type IfNode,
  type MustacheNode,
  type TagNode,
  type TemplateNode,
} from "./template.ts";
import { copyIn, membersOf, shown } from "./value.ts";

const MAX_REFERENCES_DEEP = 50;

/** Renders one prompt, and those that it refers to, into messages. */
export class NodeRenderer {
  readonly #prompt: LoadedPrompt;
  readonly #writer: MessageWriter;
  readonly #budget: Budget;
  readonly #depth: number;
  readonly #context: TagContext;

  constructor(prompt: LoadedPrompt, writer: MessageWriter, budget: Budget, depth = 0) {
    this.#prompt = prompt;
    this.#writer = writer;
    this.#budget = budget;
    this.#depth = depth;
    const evaluator = new Evaluator(prompt.source, budget);
    this.#context = { source: prompt.source, evaluator, budget };
  }

  render(nodes: readonly TemplateNode[], scope: Scope): void {
    for (const node of nodes) {
      this.#budget.steps(1);
      switch (node.kind) {
        case "text":
          this.#writer.write(node.data);
          break;
        case "mustache":
          this.#mustache(node, scope);
          break;
        case "if":
          this.#if(node, scope);
          break;
        case "for":
          this.#for(node, scope);
          break;
        case "tag":
          this.#tag(node, scope);
      }
    }
  }

  #mustache(node: MustacheNode, scope: Scope): void {
    const { expression } = node;
    const value = this.#context.evaluator.evaluate(expression, scope);
    if (expression.kind === "assign") return;
    const files = filesOf(value);
    if (files === undefined) return this.#writer.write(shown(value, this.#budget));
    if (this.#writer.isInContent && files.length > 1) {
      const message = "Content tags can only contain one file";
      throw this.#fault("multiple-files-in-content-tag", message, node);
    }
    for (const { url, mimeType, isImage } of files) {
      if (this.#writer.isInContent) this.#writer.write(url);
      else if (isImage) this.#writer.part({ type: "image", image: url });
      else this.#writer.part({ type: "file", file: url, mimeType });
    }
  }

  #if({ branches, otherwise }: IfNode, scope: Scope): void {
    const { evaluator } = this.#context;
    const taken = branches.find(({ test }) => !isFalsy(evaluator.evaluate(test, scope)));
    this.render(taken?.children ?? otherwise ?? [], new Scope(scope));
  }

  #for(node: ForNode, scope: Scope): void {
    const list = this.#context.evaluator.evaluate(node.list, scope);
    const members = membersOf(list, this.#budget) ?? [];
    if (members.length === 0) {
      return this.render(node.otherwise ?? [], new Scope(scope));
    }
    for (const name of [node.item, ...(node.index === undefined ? [] : [node.index])]) {
      if (!scope.has(name)) continue;
      const message = `Variable '${name}' is already declared`;
      throw this.#fault("variable-already-declared", message, node);
    }
    for (const [index, member] of members.entries()) {
      this.#budget.steps(1);
      const inner = new Scope(scope);
      inner.declare(node.item, member);
      if (node.index !== undefined) inner.declare(node.index, index);
      this.render(node.children, inner);
    }
  }

  #tag(tag: TagNode, scope: Scope): void {
    switch (tag.name) {
      case "message":
      case "system":
      case "user":
      case "assistant":
      case "tool":
        return this.#message(tag, scope);
      case "content":
      case "content-text":
      case "content-image":
      case "content-file":
        return this.#content(tag, scope);
      case "tool-call":
        return this.#toolCall(tag, scope);
      case "scope":
        return this.render(tag.children, this.#passed(tag, scope));
      case "prompt":
        return this.#reference(tag, scope);
      case "step":
        throw this.#fault("step-not-supported", "Chains of steps are not run", tag);
    }
  }

  #message(tag: TagNode, scope: Scope): void {
    if (this.#writer.isInMessage || this.#writer.isInContent) {
      const message = "Message tags cannot be inside of another message";
      throw this.#fault("message-tag-inside-message", message, tag);
    }
    const named = tag.name === "message" ? this.#words(tag, "role", scope) : tag.name;
    if (named === undefined) {
      const message = "Message tags must have a role attribute";
      throw this.#fault("message-tag-without-role", message, tag);
    }
    const role = roleNamed(named);
    if (role === undefined) {
      throw this.#fault("invalid-message-role", `Invalid message role: ${named}`, tag);
    }
    const own = [
      ...(tag.name === "message" ? ["role"] : []),
      ...(role === "tool" ? ["id", "name"] : []),
    ];
    const extra = extraAttributes(tag, own, scope, this.#context);
    this.#writer.openMessage(
      role,
      role === "tool" ? { ...extra, ...this.#answered(tag, scope) } : extra,
    );
    this.render(tag.children, scope);
    this.#writer.closeMessage();
  }

  /** The call that a tool's message answers. */
  #answered(tag: TagNode, scope: Scope): { toolId: string; toolName: string } {
    const toolId = this.#words(tag, "id", scope);
    if (toolId === undefined) {
      throw this.#fault("tool-message-without-id", "Tool messages must have an id attribute", tag);
    }
    const toolName = this.#words(tag, "name", scope);
    if (toolName !== undefined) return { toolId, toolName };
    const message =
      "Tool messages must have a name attribute equal to the tool name used in tool-call";
    throw this.#fault("tool-message-without-name", message, tag);
  }

  #content(tag: TagNode, scope: Scope): void {
    this.#refuseInContent(tag);
    const isGeneral = tag.name === "content";
    const type = isGeneral ? this.#words(tag, "type", scope) : tag.name.slice("content-".length);
    switch (type) {
      case undefined: {
        const message = "Content tags must have a type attribute";
        throw this.#fault("content-tag-without-type", message, tag);
      }
      case "tool-call":
        return this.#toolCall(tag, scope);
      case "text":
      case "image":
        return this.#part(tag, type, isGeneral ? ["type"] : [], scope);
      case "file":
        return this.#file(tag, isGeneral ? ["type", "mime"] : ["mime"], scope);
      default:
        throw this.#fault("invalid-content-type", `Invalid content type: ${type}`, tag);
    }
  }

  #part(tag: TagNode, type: "text" | "image", own: readonly string[], scope: Scope): void {
    const extra = extraAttributes(tag, own, scope, this.#context);
    const text = this.#contentText(tag, scope);
    const part = type === "text" ? { ...extra, type, text } : { ...extra, type, image: text };
    this.#writer.part(part);
  }

  #file(tag: TagNode, own: readonly string[], scope: Scope): void {
    const mimeType = this.#words(tag, "mime", scope);
    if (mimeType === undefined) {
      const message = "File tags must have a mime type attribute";
      throw this.#fault("file-tag-without-mime-type", message, tag);
    }
    const extra = extraAttributes(tag, own, scope, this.#context);
    const file = this.#contentText(tag, scope);
    this.#writer.part({ ...extra, type: "file", file, mimeType });
  }

  #contentText(tag: TagNode, scope: Scope): string {
    this.#writer.openContent();
    this.render(tag.children, scope);
    const text = this.#writer.closeContent();
    if (text !== "") return text;
    throw this.#fault("empty-content-tag", "Content tags cannot be empty", tag);
  }

  #toolCall(tag: TagNode, scope: Scope): void {
    this.#refuseInContent(tag);
    const toolCallId = this.#words(tag, "id", scope);
    if (toolCallId === undefined) {
      const message = "Tool call tags must have an id attribute";
      throw this.#fault("tool-call-tag-without-id", message, tag);
    }
    const toolName = this.#words(tag, "name", scope);
    if (toolName === undefined) {
      throw this.#fault("tool-call-without-name", "Tool calls must have a name attribute", tag);
    }
    if (this.#writer.role !== "assistant") {
      const message = "Only assistant messages can contain tool calls";
      throw this.#fault("invalid-tool-call-placement", message, tag);
    }
    const own = ["id", "name", "arguments", ...(tag.name === "content" ? ["type"] : [])];
    const extra = extraAttributes(tag, own, scope, this.#context);
    const given = toolArguments(tag, scope, this.#context);
    this.#writer.openContent();
    this.render(tag.children, scope);
    this.#writer.closeContent();
    this.#writer.part({ ...extra, type: "tool-call", toolCallId, toolName, toolArguments: given });
  }

  #refuseInContent(tag: TagNode): void {
    if (!this.#writer.isInContent) return;
    const message = "Content tags must be directly inside message tags";
    throw this.#fault("content-tag-inside-content", message, tag);
  }

  #reference(tag: TagNode, scope: Scope): void {
    const prompt = this.#prompt.references.get(tag);
    if (prompt === undefined) throw new Error("A reference was not loaded before the rendering");
    if (prompt instanceof CompileError) throw prompt;
    if ("error" in prompt) throw prompt.error;
    if (this.#depth >= MAX_REFERENCES_DEEP) {
      const message = `Prompts may refer ${MAX_REFERENCES_DEEP} deep to each other`;
      throw this.#fault("reference-depth-limit", message, tag);
    }
    const inner = new NodeRenderer(prompt, this.#writer, this.#budget, this.#depth + 1);
    inner.render(prompt.template.children, this.#passed(tag, scope, "path"));
  }

  /** Nothing but what the attributes pass, as a copy: the inside changes no variable of the outside. */
  #passed(tag: TagNode, scope: Scope, own?: string): Scope {
    const inner = new Scope();
    for (const attribute of tag.attributes) {
      if (attribute.name === own) continue;
      const value = attributeValue(attribute, scope, this.#context);
      inner.declare(attribute.name, copyIn(value, this.#budget));
    }
    return inner;
  }

  #words(tag: TagNode, name: string, scope: Scope): string | undefined {
    return attributeWords(tag, name, scope, this.#context);
  }

  #fault(code: string, message: string, span: TemplateNode): CompileError {
    return tagFault(code, message, span, this.#context);
  }
}
