import type { Effect } from "#runtime/event/shared.ts";
import type { ToolHints } from "#runtime/tool/tool.ts";

const WORDS: Readonly<Record<Effect, readonly [name: string, meaning: string]>> = {
  read: [
    "only reads",
    "Runs without asking, side by side with other reads, and again after a crash",
  ],
  idempotent: ["may run twice", "After a crash it runs again with the same key, and acts once"],
  at_most_once: [
    "acts at most once",
    "After a crash a person says whether it was done; it never runs twice by itself",
  ],
};

/** What a tool does to the world, in a few words. */
export function effectName(effect: Effect): string {
  return WORDS[effect][0];
}

/** What its effect means for how the runtime treats a tool. */
export function effectMeaning(effect: Effect): string {
  return WORDS[effect][1];
}

/** What the tool's own server says of it, one sentence a hint. */
export function hintWords(hints: ToolHints): readonly string[] {
  return HINTS.flatMap(([hint, yes, no]) => {
    const said = hints[hint];
    if (said === undefined) return [];
    return [said ? yes : no];
  });
}

const HINTS: readonly (readonly [keyof ToolHints, string, string])[] = [
  ["read_only", "changes nothing", "may change something"],
  ["destructive", "may destroy what is there", "destroys nothing"],
  ["idempotent", "the same call twice acts once", "the same call twice acts twice"],
  ["open_world", "reaches beyond this machine", "stays within its own data"],
];
