import { areSingleKeysOn, isTyping } from "./chat/single-keys.ts";
import { goTo, paletteKey } from "./go-keys.ts";
import { usualKey } from "./key-bindings.ts";

/** After `G`, so long does the second key count. */
const SEQUENCE_MS = 1500;

/** The keys of pages that have none of their own: the box for everything, and `G` with a letter. */
export function pageKeys(): void {
  paletteKey();
  let goUntil = 0;
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.defaultPrevented || !isPlain || isTyping(event) || !areSingleKeysOn()) return;
    const key = event.key.toLowerCase();
    const isGoing = performance.now() < goUntil;
    goUntil = !isGoing && usualKey("pages", key) === "g" ? performance.now() + SEQUENCE_MS : 0;
    if (isGoing && goTo(key)) event.preventDefault();
  });
}
