import type { Json } from "#runtime/event/shared.ts";
import { canonicalJson } from "./canonical-hash.ts";
import { isObject, ownMember, type JsonObject } from "./json-object.ts";
import type { SchemaProblem, SchemaVisit } from "./json-schema.ts";
import { limits } from "./json-schema-values.ts";

/** Comparing this many characters costs about as much as visiting a node. */
export const CHARS_PER_NODE = 100;

/** Checks the items of an array; other values pass. */
export function checkArray(visit: SchemaVisit): SchemaProblem[] {
  const { schema, value, path } = visit;
  if (!Array.isArray(value)) return [];
  const { minItems, maxItems, uniqueItems } = schema;
  const broken = [
    typeof minItems === "number" && value.length < minItems && `at least ${minItems} items long`,
    typeof maxItems === "number" && value.length > maxItems && `at most ${maxItems} items long`,
    uniqueItems === true && hasTwins(visit, value) && "without repetition",
  ];
  return [
    ...limits(broken, `not ${value.length}`, path),
    ...checkItems(visit, value),
    ...checkContains(visit, value),
  ];
}

/** Checks the members of an object; other values pass. */
export function checkObject(visit: SchemaVisit): SchemaProblem[] {
  const { schema, value, path, spend } = visit;
  if (!isObject(value)) return [];
  const { minProperties, maxProperties, required } = schema;
  const count = Object.keys(value).length;
  const broken = [
    typeof minProperties === "number" &&
      count < minProperties &&
      `at least ${minProperties} members`,
    typeof maxProperties === "number" &&
      count > maxProperties &&
      `at most ${maxProperties} members`,
  ];
  spend(Array.isArray(required) ? required.length : 0);
  return [
    ...limits(broken, `not ${count}`, path),
    ...missing(required, value, path),
    ...checkMembers(visit, value),
    ...checkDependencies(visit, value),
  ];
}

function hasTwins({ spend }: SchemaVisit, items: readonly Json[]): boolean {
  const texts = items.map(canonicalJson);
  spend(texts.reduce((sum, text) => sum + text.length, 0) / CHARS_PER_NODE);
  return new Set(texts).size < texts.length;
}

/** Since draft 2020-12 `prefixItems` holds what the array form of `items` was before. */
function checkItems({ schema, path, check }: SchemaVisit, items: readonly Json[]): SchemaProblem[] {
  const { prefixItems, additionalItems } = schema;
  const isOldTuple = Array.isArray(schema["items"]);
  const tuple = isOldTuple ? schema["items"] : prefixItems;
  const first = Array.isArray(tuple) ? tuple : [];
  const rest = isOldTuple ? additionalItems : schema["items"];
  return items.flatMap((item, index) =>
    check(index < first.length ? first[index] : rest, item, `${path}[${index}]`),
  );
}

function checkContains(visit: SchemaVisit, items: readonly Json[]): SchemaProblem[] {
  const { schema, path, check } = visit;
  const { contains, minContains, maxContains } = schema;
  if (contains === undefined) return [];
  const fitting = items.filter((item) => check(contains, item, path).length === 0).length;
  const least = typeof minContains === "number" ? minContains : 1;
  const most = typeof maxContains === "number" ? maxContains : Infinity;
  if (fitting >= least && fitting <= most) return [];
  return [{ path, message: `has ${fitting} items of the kind that "contains" asks for` }];
}

function missing(required: Json | undefined, value: JsonObject, path: string): SchemaProblem[] {
  if (!Array.isArray(required)) return [];
  return required
    .filter((key) => typeof key === "string")
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => ({ path: memberPath(path, key), message: "is missing" }));
}

function checkMembers(visit: SchemaVisit, value: JsonObject): SchemaProblem[] {
  const { schema, path, check, matches } = visit;
  const { properties, patternProperties, additionalProperties, propertyNames } = schema;
  const named = isObject(properties) ? properties : {};
  const patterned = isObject(patternProperties) ? Object.entries(patternProperties) : [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = memberPath(path, key);
    const own = ownMember(named, key);
    const patterns = patterned.map(([pattern, part]) => ({
      part,
      isMatch: matches(pattern, key),
    }));
    const isAdditional = own === undefined && patterns.every(({ isMatch }) => isMatch === false);
    return [
      ...check(own, member, at),
      ...patterns.flatMap(({ part, isMatch }) => (isMatch === true ? check(part, member, at) : [])),
      ...check(isAdditional ? additionalProperties : undefined, member, at),
      ...check(propertyNames, key, at),
    ];
  });
}

function checkDependencies(visit: SchemaVisit, value: JsonObject): SchemaProblem[] {
  const { schema, path, check } = visit;
  const { dependencies, dependentRequired, dependentSchemas } = schema;
  const rules = [dependencies, dependentRequired, dependentSchemas].filter(isObject);
  return rules.flatMap((rule) =>
    Object.entries(rule)
      .filter(([key]) => Object.hasOwn(value, key))
      .flatMap(([, needs]) =>
        Array.isArray(needs) ? missing(needs, value, path) : check(needs, value, path),
      ),
  );
}

function memberPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
