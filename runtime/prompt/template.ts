import type { Span } from "./compile-error.ts";
import type { Expression } from "./expression.ts";

/** What a prompt is made of. Comments leave no node. */
export type TemplateNode = TextNode | MustacheNode | TagNode | IfNode | ForNode;

export interface TextNode extends Span {
  readonly kind: "text";
  /** Without the backslashes that escaped it. */
  data: string;
}

export interface MustacheNode extends Span {
  readonly kind: "mustache";
  readonly expression: Expression;
}

export interface TagNode extends Span {
  readonly kind: "tag";
  readonly name: TagName;
  readonly attributes: readonly Attribute[];
  readonly children: TemplateNode[];
}

export interface Attribute extends Span {
  readonly name: string;
  /** Undefined where only the name stands, which means true. */
  readonly value: readonly AttributePart[] | undefined;
}

/** A piece of an attribute's value: literal text or what an expression yields. */
export type AttributePart =
  | { readonly kind: "text"; readonly data: string }
  | { readonly kind: "expression"; readonly expression: Expression };

export interface IfNode extends Span {
  readonly kind: "if";
  readonly branches: { readonly test: Expression; readonly children: TemplateNode[] }[];
  otherwise: TemplateNode[] | undefined;
}

export interface ForNode extends Span {
  readonly kind: "for";
  readonly item: string;
  readonly index: string | undefined;
  readonly list: Expression;
  readonly children: TemplateNode[];
  otherwise: TemplateNode[] | undefined;
}

/** The YAML between the dashes at the head of a prompt, where it stands, and the whole block. */
export interface FrontMatter {
  readonly yaml: string;
  readonly yamlStart: number;
  readonly block: Span;
}

export interface Template {
  readonly frontMatter: FrontMatter | undefined;
  readonly children: readonly TemplateNode[];
}

const MESSAGE_ROLES = ["system", "user", "assistant", "developer", "tool"] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/** Undefined for what is no role. */
export function roleNamed(name: string): MessageRole | undefined {
  return MESSAGE_ROLES.find((role) => role === name);
}

/** Every tag of the language; any other `<word>` is text. */
export const TAG_NAMES = [
  "message",
  "system",
  "user",
  "assistant",
  "tool",
  "content",
  "content-text",
  "content-image",
  "content-file",
  "tool-call",
  "prompt",
  "scope",
  "step",
] as const;
export type TagName = (typeof TAG_NAMES)[number];
