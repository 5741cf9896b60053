import type { Json } from "#runtime/event/shared.ts";
import { canonicalJson } from "./canonical-hash.ts";
import { isObject, ownMember, type JsonObject } from "./json-object.ts";
import { CHARS_PER_NODE, checkArray, checkObject } from "./json-schema-members.ts";
import { checkNumber, checkString, checkType } from "./json-schema-values.ts";
import { patternCost } from "./pattern-cost.ts";

/** Nodes of the schema that one check may visit, each about a microsecond. */
const MAX_NODES = 50_000;
/** References and nesting together; a schema that refers to itself without end stops here. */
const MAX_DEPTH = 256;
const MAX_PROBLEMS = 5;
const MAX_PATTERN_CHARS = 1_000;
/** Steps that all patterns of one check may take, each a few nanoseconds. */
const MAX_PATTERN_STEPS = 2_000_000;

/** Where a value breaks its schema: `lines[2].text`, empty for the value itself. */
export interface SchemaProblem {
  readonly path: string;
  readonly message: string;
}

export type SchemaVerdict =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly problems: readonly SchemaProblem[] }
  | { readonly kind: "too_costly" };

/** One value against one schema object, and the way back to check their parts. */
export interface SchemaVisit {
  readonly schema: JsonObject;
  readonly value: Json;
  readonly path: string;
  /** Counts work that is not a check of its own. */
  readonly spend: (nodes: number) => void;
  /** Checks a part of the value against a part of the schema. */
  readonly check: (schema: Json | undefined, value: Json, path: string) => SchemaProblem[];
  /** Undefined if it is not to be told: the pattern is wrong or may run for too long. */
  readonly matches: (pattern: string, text: string) => boolean | undefined;
}

/**
 * Checks a value against a JSON Schema of any draft since 6, with bounded work whatever the schema.
 * Keywords it does not know, foreign references and patterns that may run away are left to the tool.
 */
export function checkSchema(schema: Json, value: Json): SchemaVerdict {
  try {
    const problems = new SchemaCheck(schema).check(schema, value, "", 0);
    if (problems.length === 0) return { kind: "valid" };
    return { kind: "invalid", problems: problems.slice(0, MAX_PROBLEMS) };
  } catch (error) {
    if (error instanceof OutOfBudget) return { kind: "too_costly" };
    throw error;
  }
}

class OutOfBudget extends Error {}

class SchemaCheck {
  readonly #root: Json;
  #nodesLeft = MAX_NODES;
  #patternStepsLeft = MAX_PATTERN_STEPS;

  constructor(root: Json) {
    this.#root = root;
  }

  check(schema: Json | undefined, value: Json, path: string, depth: number): SchemaProblem[] {
    this.#spend(1);
    if (depth > MAX_DEPTH) throw new OutOfBudget();
    if (schema === false) return [{ path, message: "is not allowed" }];
    if (!isObject(schema)) return [];
    const visit: SchemaVisit = {
      schema,
      value,
      path,
      spend: (nodes) => this.#spend(nodes),
      check: (part, inner, at) => this.check(part, inner, at, depth + 1),
      matches: (pattern, text) => this.#matches(pattern, text),
    };
    const problems: SchemaProblem[] = [];
    for (const keywords of KEYWORDS) {
      problems.push(...keywords(visit));
      if (problems.length >= MAX_PROBLEMS) return problems;
    }
    return problems.concat(visit.check(this.#referred(schema), value, path));
  }

  #spend(nodes: number): void {
    this.#nodesLeft -= nodes;
    if (this.#nodesLeft < 0) throw new OutOfBudget();
  }

  #matches(pattern: string, text: string): boolean | undefined {
    if (pattern.length > MAX_PATTERN_CHARS) return undefined;
    const cost = patternCost(pattern, text.length);
    if (cost > this.#patternStepsLeft) return undefined;
    this.#patternStepsLeft -= cost;
    try {
      return new RegExp(pattern, "u").test(text);
    } catch {
      return undefined;
    }
  }

  /** What `$ref` points at, if it is in this schema. */
  #referred(schema: JsonObject): Json | undefined {
    const reference = schema["$ref"];
    if (typeof reference !== "string" || !/^#(?:\/|$)/.test(reference)) return undefined;
    let target: Json | undefined = this.#root;
    for (const step of pointerSteps(reference)) {
      if (Array.isArray(target)) target = target[Number(step)];
      else if (isObject(target)) target = ownMember(target, step);
      else return undefined;
    }
    return target;
  }
}

const KEYWORDS = [
  checkType,
  checkConstants,
  checkNumber,
  checkString,
  checkArray,
  checkObject,
  checkCombinations,
  checkCondition,
];

function checkConstants({ schema, value, path, spend }: SchemaVisit): SchemaProblem[] {
  const allowed = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  if (!Array.isArray(allowed)) return [];
  const text = canonicalJson(value);
  const isOneOf = allowed.some((item) => {
    const itemText = canonicalJson(item);
    spend(1 + itemText.length / CHARS_PER_NODE);
    return itemText === text;
  });
  if (isOneOf) return [];
  return [{ path, message: `must be one of ${shorten(JSON.stringify(allowed))}` }];
}

function checkCombinations({ schema, value, path, check }: SchemaVisit): SchemaProblem[] {
  const { allOf, anyOf, oneOf, not } = schema;
  const problems: SchemaProblem[] = [];
  if (Array.isArray(allOf)) problems.push(...allOf.flatMap((part) => check(part, value, path)));
  if (Array.isArray(anyOf)) problems.push(...closestMiss(anyOf, { value, path, check }));
  if (Array.isArray(oneOf)) {
    const fitting = oneOf.filter((part) => check(part, value, path).length === 0).length;
    if (fitting === 0) problems.push(...closestMiss(oneOf, { value, path, check }));
    if (fitting > 1) problems.push({ path, message: `fits ${fitting} forms where one is meant` });
  }
  if (not !== undefined && check(not, value, path).length === 0) {
    problems.push({ path, message: "has a form that is ruled out" });
  }
  return problems;
}

/** Nothing if one form fits, else the problems of the form that comes nearest. */
function closestMiss(
  forms: readonly Json[],
  { value, path, check }: Pick<SchemaVisit, "value" | "path" | "check">,
): SchemaProblem[] {
  let closest: SchemaProblem[] | undefined;
  for (const form of forms) {
    const problems = check(form, value, path);
    if (problems.length === 0) return [];
    if (closest === undefined || problems.length < closest.length) closest = problems;
  }
  return closest ?? [];
}

function checkCondition({ schema, value, path, check }: SchemaVisit): SchemaProblem[] {
  if (schema["if"] === undefined) return [];
  const isMet = check(schema["if"], value, path).length === 0;
  return check(isMet ? schema["then"] : schema["else"], value, path);
}

function pointerSteps(reference: string): string[] {
  return reference === "#" ? [] : reference.slice(2).split("/").map(unescapeStep);
}

function unescapeStep(step: string): string {
  const plain = step.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

const MAX_SHOWN_CHARS = 200;

function shorten(text: string): string {
  return text.length <= MAX_SHOWN_CHARS ? text : `${text.slice(0, MAX_SHOWN_CHARS)}…`;
}
