import type { Span } from "./compile-error.ts";
import type { Expression, Item, Target } from "./expression.ts";

/** Told of variables in the order in which an evaluation meets them. */
export interface NameVisitor {
  readonly reads: (name: string) => void;
  readonly sets: (name: string, at: Span) => void;
}

/** Goes through an expression and names the variables that it reads and sets, in all of its branches. */
export function namesIn(node: Expression, visitor: NameVisitor): void {
  const visit = (inner: Expression): void => namesIn(inner, visitor);
  const visitItems = (items: readonly Item[]): void => items.forEach(({ value }) => visit(value));
  switch (node.kind) {
    case "value":
      return;
    case "name":
      return visitor.reads(node.name);
    case "list":
      return visitItems(node.items);
    case "record":
      for (const member of node.members) {
        if (member.kind === "member") visit(member.key);
        visit(member.value);
      }
      return;
    case "member":
      visit(node.object);
      return visit(node.key);
    case "call":
      visit(node.callee);
      return visitItems(node.items);
    case "chain":
      return visit(node.inner);
    case "unary":
      return visit(node.argument);
    case "binary":
    case "logical":
      visit(node.left);
      return visit(node.right);
    case "choice":
      visit(node.test);
      visit(node.yes);
      return visit(node.no);
    case "text":
      return node.parts.forEach((part) => {
        if (typeof part !== "string") visit(part);
      });
    case "assign":
      if (node.operator !== undefined && node.target.kind === "name") visit(node.target);
      visit(node.value);
      return visitTarget(node.target, node, visitor);
    case "update":
      if (node.target.kind === "name") visit(node.target);
      return visitTarget(node.target, node, visitor);
  }
}

function visitTarget(target: Target, at: Span, visitor: NameVisitor): void {
  if (target.kind === "name") return visitor.sets(target.name, at);
  namesIn(target.object, visitor);
  namesIn(target.key, visitor);
}
