import { isObject, type JsonObject } from "#runtime/tool/json-object.ts";
import type { Json } from "#runtime/event/shared.ts";

/** References in references; deeper ones go round in circles. */
const MAX_DEPTH = 32;
/** Parts of a whole specification: references can name a large one again and again. */
const MAX_PARTS = 100_000;

/** Something that is no agent of Open Agent Spec, in words for whoever brought it. */
export class SpecError extends Error {
  override name = "SpecError";
}

/** A component with what its `$component_ref`s name in their places. Throws SpecError for one that leads nowhere. */
export function resolveReferences(value: unknown): Json {
  let parts = 0;
  const resolved = (part: Json, known: JsonObject, depth: number): Json => {
    parts += 1;
    if (depth > MAX_DEPTH || parts > MAX_PARTS) {
      throw new SpecError("Its components refer to each other without end; take the circle out");
    }
    if (Array.isArray(part)) return part.map((each) => resolved(each, known, depth + 1));
    if (!isObject(part)) return part;
    const { $referenced_components: own, $component_ref: ref, ...rest } = part;
    const all = isObject(own) ? { ...known, ...own } : known;
    if (typeof ref === "string") {
      const found = Object.hasOwn(all, ref) ? all[ref] : undefined;
      if (found === undefined)
        throw new SpecError(`It refers to "${ref}", and brings no such component; put it in`);
      return resolved(found, all, depth + 1);
    }
    const members = Object.entries(rest).map(([name, each]) => {
      return [name, resolved(each ?? null, all, depth + 1)] as const;
    });
    return Object.fromEntries(members);
  };
  // The parser gives nothing but JSON values, once what is not JSON has gone.
  return resolved(JSON.parse(JSON.stringify(value)) as Json, {}, 0);
}
