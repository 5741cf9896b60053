/** Resolves once everything that is ready now has run, and what has arrived by now has been read. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    defer(resolve);
  });
}

/** Not every edge runtime has turns of its own; a timer comes later than needed, but never too early. */
const defer: (run: () => void) => unknown = globalThis.setImmediate ?? globalThis.setTimeout;
