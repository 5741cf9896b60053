/** Safari 18 does not say when it is idle: then this is late enough for a frame or two. */
const LATER_MS = 50;

/** Calls back once the browser has nothing more urgent to do. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work);
  else setTimeout(work, LATER_MS);
}
