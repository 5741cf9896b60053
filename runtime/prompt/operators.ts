import type { Budget } from "./budget.ts";
import type { BinaryOperator, UnaryOperator } from "./expression.ts";
import { isRecord, primitive, type Value } from "./value.ts";

type Primitive = undefined | null | boolean | number | string;

/** What JavaScript's operator yields; lists and objects count as their text, except for identity. */
export function binary(operator: BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  switch (operator) {
    case "===":
      return left === right;
    case "!==":
      return left !== right;
    case "==":
      return looselyEqual(left, right, budget);
    case "!=":
      return !looselyEqual(left, right, budget);
    case "in":
      return isIn(left, right, budget);
    case "+":
      return sum(primitive(left, budget), primitive(right, budget), budget);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compared(operator, primitive(left, budget), primitive(right, budget), budget);
    default:
      return arithmetic(operator, numberOf(left, budget), numberOf(right, budget));
  }
}

/** `-`, `!` and so on of a value. */
export function unary(operator: UnaryOperator, value: Value, budget: Budget): Value {
  switch (operator) {
    case "+":
      return numberOf(value, budget);
    case "-":
      return -numberOf(value, budget);
    case "~":
      return ~numberOf(value, budget);
    case "!":
      return isFalsy(value);
    case "void":
      return undefined;
    case "typeof":
      return typeof value;
  }
}

/** True for what an `if` takes as no. */
export function isFalsy(value: Value): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === "" ||
    value === 0 ||
    Number.isNaN(value)
  );
}

function looselyEqual(left: Value, right: Value, budget: Budget): boolean {
  const bothObjects = isObjectLike(left) && isObjectLike(right);
  if (bothObjects) return left === right;
  const [one, other] = [primitive(left, budget), primitive(right, budget)];
  budget.steps(1 + (typeof one === "string" ? Math.ceil(one.length / 64) : 0));
  // Loose equality is what a template asks for; both sides are primitives here.
  // oxlint-disable-next-line eqeqeq
  return one == other;
}

function isObjectLike(value: Value): boolean {
  return typeof value === "object" && value !== null;
}

/** Only own members count: no prompt learns what JavaScript objects inherit. */
function isIn(key: Value, holder: Value, budget: Budget): boolean {
  const name = String(primitive(key, budget));
  if (Array.isArray(holder)) return name === "length" || Object.hasOwn(holder, name);
  if (isRecord(holder)) return Object.hasOwn(holder, name);
  throw new OperandError(`Cannot look for '${name.slice(0, 50)}' in ${typeof holder}`);
}

/** An operand that the operator cannot take. */
export class OperandError extends Error {
  override name = "OperandError";
}

function sum(left: Primitive, right: Primitive, budget: Budget): Value {
  if (typeof left !== "string" && typeof right !== "string") return Number(left) + Number(right);
  const [one, other] = [String(left), String(right)];
  budget.chars(one.length + other.length);
  return one + other;
}

function compared(
  operator: "<" | "<=" | ">" | ">=",
  left: Primitive,
  right: Primitive,
  budget: Budget,
): boolean {
  if (typeof left === "string" && typeof right === "string") {
    budget.steps(1 + Math.ceil(Math.min(left.length, right.length) / 64));
    return ordered(operator, left, right);
  }
  return ordered(operator, Number(left), Number(right));
}

function ordered<Operand extends string | number>(
  operator: "<" | "<=" | ">" | ">=",
  left: Operand,
  right: Operand,
): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

function numberOf(value: Value, budget: Budget): number {
  const operand = primitive(value, budget);
  if (typeof operand === "string") budget.steps(1 + Math.ceil(operand.length / 64));
  return Number(operand);
}

type Arithmetic = "-" | "*" | "/" | "%" | "|" | "^" | "&" | "<<" | ">>" | ">>>";

function arithmetic(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "&":
      return left & right;
    case "<<":
      return left << right;
    case ">>":
      return left >> right;
    case ">>>":
      return left >>> right;
  }
}
