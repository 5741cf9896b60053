import { Json } from "#runtime/event/shared.ts";

/** What an SDK passed on of a provider's own JSON; undefined where it is none. */
export function jsonOf(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  // Only members that the SDK set to undefined can be in the way of plain JSON.
  const parsed = Json.safeParse(JSON.parse(JSON.stringify(value)));
  return parsed.success ? parsed.data : undefined;
}
