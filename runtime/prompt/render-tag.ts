import { attributeText, type Evaluator } from "./evaluate.ts";
import type { Budget } from "./budget.ts";
import { CompileError, type PromptSource, type Span } from "./compile-error.ts";
import type { Scope } from "./scope.ts";
import { attributeNamed } from "./tags-of.ts";
import type { Attribute, TagNode } from "./template.ts";
import { copyOut, isForbiddenKey, isRecord, type Value } from "./value.ts";

/** What is needed to work out the attributes of a prompt's tags. */
export interface TagContext {
  readonly source: PromptSource;
  readonly evaluator: Evaluator;
  readonly budget: Budget;
}

/** The value of an attribute: true without one, the value of a lone expression, else text. */
export function attributeValue(attribute: Attribute, scope: Scope, context: TagContext): Value {
  const { value } = attribute;
  if (value === undefined) return true;
  const [first] = value;
  if (value.length === 1 && first?.kind === "expression") {
    return context.evaluator.evaluate(first.expression, scope);
  }
  const texts = value.map((part) =>
    part.kind === "text"
      ? part.data
      : attributeText(context.evaluator.evaluate(part.expression, scope), context.budget),
  );
  return texts.join("");
}

/** The attributes but for those that the tag takes for itself, as data for the message. */
export function extraAttributes(
  tag: TagNode,
  own: readonly string[],
  scope: Scope,
  context: TagContext,
): Record<string, unknown> {
  const extra = tag.attributes.filter(({ name }) => !own.includes(name));
  return Object.fromEntries(
    extra.map((attribute) => {
      if (isForbiddenKey(attribute.name)) {
        const message = `A tag cannot have the attribute '${attribute.name}'`;
        throw tagFault("forbidden-property", message, attribute, context);
      }
      const value = attributeValue(attribute, scope, context);
      return [attribute.name, copyOut(value, context.budget)];
    }),
  );
}

/** The value of an attribute as text. Undefined without the attribute, without a value and for empty text. */
export function attributeWords(
  tag: TagNode,
  name: string,
  scope: Scope,
  context: TagContext,
): string | undefined {
  const attribute = attributeNamed(tag, name);
  if (attribute === undefined) return undefined;
  const value = attributeValue(attribute, scope, context);
  return value === undefined || value === "" ? undefined : attributeText(value, context.budget);
}

/** The arguments that an example of a tool call shows: an object, or its JSON text. */
export function toolArguments(
  tag: TagNode,
  scope: Scope,
  context: TagContext,
): Record<string, unknown> {
  const attribute = attributeNamed(tag, "arguments");
  if (attribute === undefined) return {};
  const value = attributeValue(attribute, scope, context);
  if (value === undefined || value === "") return {};
  const data = typeof value === "string" ? parsed(value) : copyOut(value, context.budget);
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    return Object.fromEntries(Object.entries(data));
  }
  const message = "Tool calls must contain a valid JSON object as arguments";
  throw tagFault("invalid-tool-call-arguments", message, tag, context);
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A file that a caller passed as a parameter. */
export interface PromptFile {
  readonly url: string;
  readonly mimeType: string;
  readonly isImage: boolean;
}

/** The files that a value stands for: one, or a list of nothing else. */
export function filesOf(value: Value): readonly PromptFile[] | undefined {
  const members = Array.isArray(value) ? value : [value];
  const files = members.map(fileOf).filter((file) => file !== undefined);
  return files.length > 0 && files.length === members.length ? files : undefined;
}

function fileOf(value: Value): PromptFile | undefined {
  if (!isRecord(value) || value["__promptlType"] !== "file") return undefined;
  const { url, mimeType, isImage } = value;
  if (typeof url !== "string") return undefined;
  const mime = typeof mimeType === "string" ? mimeType : "application/octet-stream";
  return { url, mimeType: mime, isImage: isImage === true };
}

export function tagFault(
  code: string,
  message: string,
  span: Span,
  { source }: Pick<TagContext, "source">,
): CompileError {
  return new CompileError(code, message, source, span);
}
