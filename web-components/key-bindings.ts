import type { ShortcutScope } from "#views/settings/shortcuts.ts";

/** Where this browser keeps its keys: `{"pages a": "q"}` is Q for what A does; an empty one is no key. */
export const KEY_BINDINGS = "uar-keys";

/** What the person chose; nothing where that cannot be read. */
export function keyBindings(): ReadonlyMap<string, unknown> {
  try {
    // Only this module's users write it; what is no object holds no key.
    const kept = JSON.parse(localStorage.getItem(KEY_BINDINGS) ?? "{}") as Record<string, unknown>;
    return new Map(Object.entries(kept));
  } catch {
    return new Map();
  }
}

/** The usual key for what a pressed one does; empty where it does nothing now. */
export function usualKey(scope: ShortcutScope, pressed: string): string {
  const bindings = keyBindings();
  const usual = (name: string) => name.startsWith(scope) && bindings.get(name) === pressed;
  const name = [...bindings.keys()].find(usual);
  if (name !== undefined) return name.slice(scope.length + 1);
  return bindings.has(`${scope} ${pressed}`) ? "" : pressed;
}
