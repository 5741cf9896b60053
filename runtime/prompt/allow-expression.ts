import type * as acorn from "acorn";

import type { CompileError, Span } from "./compile-error.ts";
import {
  BINARY_OPERATORS,
  LOGICAL_OPERATORS,
  UNARY_OPERATORS,
  type BinaryOperator,
  type Expression,
  type Item,
  type RecordMember,
  type Target,
} from "./expression.ts";

/** Deeper ones are refused, so that neither this nor the evaluator can exhaust the stack. */
const MAX_DEPTH = 150;

/**
 * Turns what acorn read into an expression of the allow-list; `by` is added to every offset.
 * No node of acorn's reaches the evaluator. Throws what `fault` makes of the first that is not allowed.
 */
export function allowExpression(node: acorn.Expression, fault: Fault, by: number): Expression {
  return new AllowList(fault, by).read(node, 0);
}

type Fault = (code: string, message: string, span: Span) => CompileError;
type Parent = acorn.Node;

class AllowList {
  readonly #fault: Fault;
  readonly #by: number;

  constructor(fault: Fault, by: number) {
    this.#fault = fault;
    this.#by = by;
  }

  read(node: acorn.Expression | acorn.Super | acorn.PrivateIdentifier, depth: number): Expression {
    if (depth > MAX_DEPTH) {
      throw this.#fault("expression-too-large", "The expression nests too deeply", node);
    }
    const at = { start: node.start + this.#by, end: node.end + this.#by };
    const read = (inner: acorn.Expression | acorn.Super | acorn.PrivateIdentifier): Expression =>
      this.read(inner, depth + 1);
    switch (node.type) {
      case "ParenthesizedExpression":
        return { ...read(node.expression), ...at };
      case "Literal":
        return { ...at, kind: "value", value: this.#literal(node) };
      case "Identifier":
        return { ...at, kind: "name", name: node.name };
      case "ArrayExpression":
        return { ...at, kind: "list", items: this.#items(node, node.elements, depth) };
      case "ObjectExpression": {
        const members = node.properties.map((member) => this.#member(member, read));
        return { ...at, kind: "record", members };
      }
      case "TemplateLiteral":
        return { ...at, kind: "text", parts: templateParts(node, read) };
      case "ChainExpression":
        return { ...at, kind: "chain", inner: read(node.expression) };
      case "MemberExpression": {
        const key = node.computed ? read(node.property) : this.#fixedKey(node.property);
        return { ...at, kind: "member", object: read(node.object), key, optional: node.optional };
      }
      case "CallExpression": {
        const items = this.#items(node, node.arguments, depth);
        return { ...at, kind: "call", callee: read(node.callee), items, optional: node.optional };
      }
      case "ConditionalExpression": {
        const [test, yes, no] = [read(node.test), read(node.consequent), read(node.alternate)];
        return { ...at, kind: "choice", test, yes, no };
      }
      default:
        return this.#operation(node, at, read);
    }
  }

  #operation(
    node: acorn.Expression | acorn.Super | acorn.PrivateIdentifier,
    at: Span,
    read: (inner: acorn.Expression | acorn.PrivateIdentifier) => Expression,
  ): Expression {
    switch (node.type) {
      case "UnaryExpression": {
        const operator = this.#operator(UNARY_OPERATORS, node.operator, node);
        return { ...at, kind: "unary", operator, argument: read(node.argument) };
      }
      case "BinaryExpression": {
        const operator = this.#operator(BINARY_OPERATORS, node.operator, node);
        return { ...at, kind: "binary", operator, left: read(node.left), right: read(node.right) };
      }
      case "LogicalExpression": {
        const operator = this.#operator(LOGICAL_OPERATORS, node.operator, node);
        return { ...at, kind: "logical", operator, left: read(node.left), right: read(node.right) };
      }
      case "AssignmentExpression": {
        const operator = this.#assigned(node);
        const target = this.#target(node.left, node, read);
        return { ...at, kind: "assign", operator, target, value: read(node.right) };
      }
      case "UpdateExpression": {
        const target = this.#target(node.argument, node, read);
        return { ...at, kind: "update", operator: node.operator, prefix: node.prefix, target };
      }
      default: {
        const message = `A prompt cannot use ${node.type}; it has literals, variables, operators and methods of values`;
        throw this.#fault("unsupported-syntax", message, node);
      }
    }
  }

  #literal(node: acorn.Literal): string | number | boolean | null {
    const { value } = node;
    if (value === null && node.regex === undefined) return null;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return value;
    }
    const message = "A prompt cannot use regular expressions and big integers";
    throw this.#fault("unsupported-syntax", message, node);
  }

  #items(
    node: Parent,
    items: readonly (acorn.Expression | acorn.SpreadElement | null)[],
    depth: number,
  ): Item[] {
    return items.map((item) => {
      if (item === null) {
        throw this.#fault("unsupported-syntax", "A list cannot have holes; write null", node);
      }
      const spread = item.type === "SpreadElement";
      return { spread, value: this.read(spread ? item.argument : item, depth + 1) };
    });
  }

  #member(
    member: acorn.Property | acorn.SpreadElement,
    read: (inner: acorn.Expression) => Expression,
  ): RecordMember {
    if (member.type === "SpreadElement") return { kind: "spread", value: read(member.argument) };
    if (member.kind !== "init" || member.method) {
      throw this.#fault("unsupported-syntax", "An object cannot have methods", member);
    }
    const key = member.computed ? read(member.key) : this.#fixedKey(member.key);
    return { kind: "member", key, value: read(member.value) };
  }

  /** The key as it is written: `a` in `x.a` and in `{ a: 1 }`. */
  #fixedKey(node: acorn.Expression | acorn.PrivateIdentifier): Expression {
    const at = { start: node.start + this.#by, end: node.end + this.#by };
    if (node.type === "Identifier") return { ...at, kind: "value", value: node.name };
    if (node.type === "Literal") return { ...at, kind: "value", value: this.#literal(node) };
    throw this.#fault("unsupported-syntax", "A prompt cannot use private names", node);
  }

  #assigned(node: acorn.AssignmentExpression): BinaryOperator | undefined {
    if (node.operator === "=") return undefined;
    const operator = BINARY_OPERATORS.find((known) => `${known}=` === node.operator);
    if (operator === undefined) throw this.#unsupported(node.operator, node);
    return operator;
  }

  #target(
    node: acorn.Pattern | acorn.Expression,
    parent: Parent,
    read: (inner: acorn.Expression) => Expression,
  ): Target {
    if (node.type === "ParenthesizedExpression") return this.#target(node.expression, parent, read);
    if (node.type === "Identifier" || node.type === "MemberExpression") {
      const target = read(node);
      if (target.kind === "name" || target.kind === "member") return target;
    }
    throw this.#fault("invalid-assignment", "Invalid assignment", parent);
  }

  #operator<Known extends string>(allowed: readonly Known[], found: string, node: Parent): Known {
    const operator = allowed.find((known) => known === found);
    if (operator === undefined) throw this.#unsupported(found, node);
    return operator;
  }

  #unsupported(operator: string, node: Parent): CompileError {
    return this.#fault("unsupported-operator", `Unsupported operator: ${operator}`, node);
  }
}

function templateParts(
  node: acorn.TemplateLiteral,
  read: (inner: acorn.Expression) => Expression,
): (string | Expression)[] {
  return node.quasis.flatMap((text, index) => {
    const inner = node.expressions[index];
    const literal = text.value.cooked ?? "";
    return inner === undefined ? [literal] : [literal, read(inner)];
  });
}
