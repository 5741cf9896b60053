import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** Made of ids, of the time, or of how fast deltas came. */
const CHANCE = new Set(["event_id", "timestamp", "sequence", "idempotency_key", "request_hash"]);
const ID = /\b(?:[a-z]+)_[0-9a-hjkmnp-z]{21}\b/g;

/**
 * What two runs of the same script have in common: each id is the nth of its kind, deltas of a kind that follow each
 * other are one, and what chance made is left out.
 */
export function comparableEvents(events: readonly RuntimeEvent[]): readonly unknown[] {
  const names = new Map<string, string>();
  const name = (id: string): string => {
    const known = names.get(id) ?? `${id.split("_", 1)[0]} ${names.size}`;
    names.set(id, known);
    return known;
  };
  const text = JSON.stringify(joined(events), (key, value: unknown) =>
    CHANCE.has(key) ? undefined : value,
  );
  const plain: unknown = JSON.parse(text.replaceAll(ID, name));
  return plain as readonly unknown[];
}

function joined(events: readonly RuntimeEvent[]): readonly object[] {
  const all: { type: string; payload: object }[] = [];
  for (const event of events) {
    const last = all.at(-1);
    const words = wordsOf(event);
    const before = last?.type === event.type ? wordsOf(last) : undefined;
    if (words === undefined || before === undefined) all.push(event);
    else all[all.length - 1] = { ...event, payload: { text: before + words } };
  }
  return all;
}

/** The text of an event that has nothing else to say. */
function wordsOf({ payload }: { payload: object }): string | undefined {
  const { text, ...others } = payload as { text?: unknown };
  return typeof text === "string" && Object.keys(others).length === 0 ? text : undefined;
}
