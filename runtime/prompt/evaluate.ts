import type { Budget } from "./budget.ts";
import { CompileError, type PromptSource, type Span } from "./compile-error.ts";
import type { Assignment, Call, Expression, Item, Member, Target, Update } from "./expression.ts";
import { MethodArgumentError, methodOf } from "./methods.ts";
import { binary, isFalsy, OperandError, unary } from "./operators.ts";
import type { Scope } from "./scope.ts";
import {
  isForbiddenKey,
  isRecord,
  membersOf,
  newRecord,
  primitive,
  shown,
  UnfitValueError,
  type Value,
  type ValueList,
  type ValueRecord,
} from "./value.ts";

/** The rest of a chain such as `a?.b.c` is not looked at. */
const CUT = Symbol("cut");
type Link = Value | typeof CUT;

/**
 * Works out expressions of one prompt. It knows no function, no prototype and nothing outside of the scope;
 * every node costs a step of the budget. Throws CompileError and PromptTooCostlyError.
 */
export class Evaluator {
  readonly #source: PromptSource;
  readonly #budget: Budget;

  constructor(source: PromptSource, budget: Budget) {
    this.#source = source;
    this.#budget = budget;
  }

  evaluate(node: Expression, scope: Scope): Value {
    const value = this.#guarded(node, () => this.#evaluate(node, scope));
    return value === CUT ? undefined : value;
  }

  #evaluate(node: Expression, scope: Scope): Link {
    this.#budget.steps(1);
    const value = (inner: Expression): Value => {
      const found = this.#evaluate(inner, scope);
      return found === CUT ? undefined : found;
    };
    switch (node.kind) {
      case "value":
        return node.value;
      case "name":
        return scope.get(node.name);
      case "list":
        return this.#list(node.items, scope);
      case "record":
        return this.#record(node, scope);
      case "member":
        return this.#member(node, scope);
      case "call":
        return this.#call(node, scope);
      case "chain":
        return value(node.inner);
      case "unary":
        return unary(node.operator, value(node.argument), this.#budget);
      case "binary":
        return binary(node.operator, value(node.left), value(node.right), this.#budget);
      case "logical": {
        const left = value(node.left);
        if (node.operator === "??") return left ?? value(node.right);
        return isFalsy(left) === (node.operator === "||") ? value(node.right) : left;
      }
      case "choice":
        return isFalsy(value(node.test)) ? value(node.no) : value(node.yes);
      case "text": {
        const texts = node.parts.map((part) =>
          typeof part === "string" ? part : shown(value(part), this.#budget),
        );
        this.#budget.chars(texts.reduce((length, text) => length + text.length, 0));
        return texts.join("");
      }
      case "assign":
        return this.#assign(node, scope);
      case "update":
        return this.#update(node, scope);
    }
  }

  #list(items: readonly Item[], scope: Scope): ValueList {
    const list: ValueList = [];
    for (const { spread, value } of items) {
      const found = this.evaluate(value, scope);
      if (!spread) list.push(found);
      else for (const member of this.#members(found, value)) list.push(member);
    }
    return list;
  }

  #members(value: Value, at: Span): ValueList {
    const members = membersOf(value, this.#budget);
    if (members !== undefined) return members;
    throw this.#fault("invalid-spread-in-array", `Element '${typeof value}' is not iterable`, at);
  }

  #record(node: Expression & { kind: "record" }, scope: Scope): ValueRecord {
    const record = newRecord();
    for (const member of node.members) {
      if (member.kind === "member") {
        const key = this.#key(member.key, scope);
        record[key] = this.evaluate(member.value, scope);
        continue;
      }
      const spread = this.evaluate(member.value, scope);
      if (typeof spread !== "object") {
        const message = `Property '${typeof spread}' is not valid for spreading`;
        throw this.#fault("invalid-spread-in-object", message, member.value);
      }
      const members = Object.entries(spread ?? {});
      this.#budget.steps(members.length);
      for (const [key, value] of members) record[key] = value;
    }
    return record;
  }

  #member(node: Member, scope: Scope): Link {
    const object = this.#evaluate(node.object, scope);
    if (object === CUT) return CUT;
    if (node.optional && (object === undefined || object === null)) return CUT;
    const key = this.#key(node.key, scope);
    return this.#read(object, key, node);
  }

  /** Own members and the length only. */
  #read(object: Value, key: string, at: Span): Value {
    if (object === undefined || object === null) {
      const message = `Cannot read '${key.slice(0, 50)}' of ${String(object)}; use ?. where it may be absent`;
      throw this.#fault("property-of-nothing", message, at);
    }
    if (typeof object === "string") {
      return key === "length" ? object.length : /^\d+$/.test(key) ? object[Number(key)] : undefined;
    }
    if (Array.isArray(object)) {
      return key === "length"
        ? object.length
        : Object.hasOwn(object, key)
          ? object[Number(key)]
          : undefined;
    }
    return isRecord(object) && Object.hasOwn(object, key) ? object[key] : undefined;
  }

  /** Keys are text and numbers: nothing with a text of its own making gets near a lookup. */
  #key(node: Expression, scope: Scope): string {
    const value = this.evaluate(node, scope);
    if (typeof value === "object" && value !== null) {
      throw this.#fault("invalid-property-key", "A property's name must be text or a number", node);
    }
    const key = String(value);
    if (!isForbiddenKey(key)) return key;
    throw this.#fault("forbidden-property", `A prompt cannot use the property '${key}'`, node);
  }

  #call(node: Call, scope: Scope): Link {
    const { callee } = node;
    if (callee.kind !== "member") {
      const value = this.evaluate(callee, scope);
      throw this.#fault("not-a-function", `'${typeof value}' is not a function`, node);
    }
    const object = this.#evaluate(callee.object, scope);
    if (object === CUT) return CUT;
    if (callee.optional && (object === undefined || object === null)) return CUT;
    const name = this.#key(callee.key, scope);
    const method = methodOf(object, name);
    if (method === undefined) {
      const found = this.#read(object, name, callee);
      if (node.optional && (found === undefined || found === null)) return CUT;
      const message = `'${typeof found}' is not a function`;
      throw this.#fault("not-a-function", message, node);
    }
    return method(this.#list(node.items, scope), this.#budget);
  }

  #assign(node: Assignment, scope: Scope): Value {
    const { operator, target } = node;
    if (target.kind === "name") this.#refuseBuiltin(target.name, node);
    if (operator === undefined) return this.#store(target, this.evaluate(node.value, scope), scope);
    if (target.kind === "name" && !scope.has(target.name)) {
      throw this.#fault(
        "variable-not-declared",
        `Variable '${target.name}' is not declared`,
        target,
      );
    }
    const before = this.#current(target, scope);
    const after = binary(operator, before, this.evaluate(node.value, scope), this.#budget);
    return this.#store(target, after, scope);
  }

  #update(node: Update, scope: Scope): Value {
    if (node.target.kind === "name") this.#refuseBuiltin(node.target.name, node);
    const before = this.#current(node.target, scope);
    if (typeof before !== "number") {
      const message = `Cannot use ${node.operator} operation on ${before === null ? "null" : typeof before}`;
      throw this.#fault("invalid-update", message, node);
    }
    const after = node.operator === "++" ? before + 1 : before - 1;
    this.#store(node.target, after, scope);
    return node.prefix ? after : before;
  }

  #refuseBuiltin(name: string, at: Span): void {
    if (name !== "$now") return;
    throw this.#fault("assignment-to-builtin", `Cannot assign to builtin variable: '${name}'`, at);
  }

  /** The value that an operator changes; it has to be there. */
  #current(target: Target, scope: Scope): Value {
    if (target.kind === "name") return scope.get(target.name);
    const object = this.evaluate(target.object, scope);
    const key = this.#key(target.key, scope);
    const isThere = typeof object === "object" && object !== null && Object.hasOwn(object, key);
    if (isThere) return this.#read(object, key, target);
    const message = `Property '${key.slice(0, 50)}' does not exist on ${typeof object}`;
    throw this.#fault("property-not-exists", message, target);
  }

  #store(target: Target, value: Value, scope: Scope): Value {
    if (target.kind === "name") {
      scope.set(target.name, value);
      return value;
    }
    const object = this.evaluate(target.object, scope);
    const key = this.#key(target.key, scope);
    if (Array.isArray(object)) {
      const index = Number(key);
      // A list grows by one at a time: an index far behind its end would cost nothing and mean a huge list.
      if (!Number.isInteger(index) || index < 0 || index > object.length) {
        const message = `A list of ${object.length} has no place '${key.slice(0, 50)}' to set`;
        throw this.#fault("invalid-index", message, target);
      }
      object[index] = value;
    } else if (isRecord(object)) {
      object[key] = value;
    } else {
      const message = `Cannot set '${key.slice(0, 50)}' of ${typeof object}`;
      throw this.#fault("invalid-assignment", message, target);
    }
    return value;
  }

  /** What a helper says of a value gets its place. */
  #guarded<Result>(at: Span, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof UnfitValueError) throw this.#fault("invalid-value", error.message, at);
      if (error instanceof OperandError) throw this.#fault("invalid-operand", error.message, at);
      if (error instanceof MethodArgumentError) {
        throw this.#fault("invalid-argument", error.message, at);
      }
      throw error;
    }
  }

  #fault(code: string, message: string, span: Span): CompileError {
    return new CompileError(code, message, this.#source, span);
  }
}

/** A value as one would write it into an attribute beside other text. */
export function attributeText(value: Value, budget: Budget): string {
  const text = value === undefined ? "" : String(primitive(value, budget));
  budget.chars(text.length);
  return text;
}
