import type { Json } from "#runtime/event/shared.ts";
import type { SchemaProblem, SchemaVisit } from "./json-schema.ts";

/** Checks `type`; the integer 1.0 is an integer. */
export function checkType({ schema, value, path }: SchemaVisit): SchemaProblem[] {
  const { type } = schema;
  const names = Array.isArray(type) ? type : [type];
  const known = names.filter((name) => typeof name === "string");
  if (known.length === 0 || known.some((name) => hasType(value, name))) return [];
  return [{ path, message: `must be ${known.join(" or ")}, not ${typeName(value)}` }];
}

/** Checks the limits of a number; other values pass. */
export function checkNumber({ schema, value, path }: SchemaVisit): SchemaProblem[] {
  if (typeof value !== "number") return [];
  const broken = NUMBER_LIMITS.map(({ keyword, words, holds }) => {
    const limit = schema[keyword];
    return typeof limit === "number" && !holds(value, limit) && `${words} ${limit}`;
  });
  return limits(broken, `not ${value}`, path);
}

const NUMBER_LIMITS: readonly {
  readonly keyword: string;
  readonly words: string;
  readonly holds: (value: number, limit: number) => boolean;
}[] = [
  { keyword: "minimum", words: "at least", holds: (value, limit) => value >= limit },
  { keyword: "maximum", words: "at most", holds: (value, limit) => value <= limit },
  { keyword: "exclusiveMinimum", words: "greater than", holds: (value, limit) => value > limit },
  { keyword: "exclusiveMaximum", words: "less than", holds: (value, limit) => value < limit },
  { keyword: "multipleOf", words: "a multiple of", holds: isMultiple },
];

/** Checks the length and the pattern of a string; other values pass. */
export function checkString({ schema, value, path, matches }: SchemaVisit): SchemaProblem[] {
  if (typeof value !== "string") return [];
  const { minLength, maxLength, pattern } = schema;
  const isMeasured = typeof minLength === "number" || typeof maxLength === "number";
  const length = isMeasured ? characters(value) : 0;
  const broken = [
    typeof minLength === "number" && length < minLength && `at least ${minLength} characters long`,
    typeof maxLength === "number" && length > maxLength && `at most ${maxLength} characters long`,
  ];
  const problems = limits(broken, `not ${length}`, path);
  if (typeof pattern === "string" && matches(pattern, value) === false) {
    problems.push({ path, message: `must match ${pattern}` });
  }
  return problems;
}

/** Turns the limits that are broken into problems. */
export function limits(
  broken: readonly (string | false)[],
  actual: string,
  path: string,
): SchemaProblem[] {
  return broken
    .filter((limit) => limit !== false)
    .map((limit) => ({ path, message: `must be ${limit}, ${actual}` }));
}

function hasType(value: Json, name: string): boolean {
  const actual = typeName(value);
  if (name === "integer") return actual === "number" && Number.isInteger(value);
  return actual === name;
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Decimal steps such as 0.1 have no exact binary form: a quotient this near to a whole number is one. */
const RELATIVE_TOLERANCE = 1e-9;

function isMultiple(value: number, step: number): boolean {
  if (step <= 0) return true;
  const quotient = value / step;
  if (!Number.isFinite(quotient)) return false;
  return Math.abs(quotient - Math.round(quotient)) <= RELATIVE_TOLERANCE;
}

/** JSON Schema counts characters, not UTF-16 units. */
function characters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
