import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunStatus } from "#runtime/state/thread-state.ts";

/** Further from the view than this a turn is put away, in pixels. */
const FAR_PX = 3000;

/** The content of each turn that is away. */
const AWAY = new WeakMap<Element, HTMLElement>();

/** Where the content of a turn is: in the page, or put away. */
export function contentOf(turn: Element): Element {
  return AWAY.get(turn) ?? turn;
}

/**
 * Takes the content of turns that are far from the view out of the page, and puts the very nodes back
 * before they are seen.
 *
 * 1. A turn that is away keeps its place, its height and its heading: nothing moves, links and screen
 *    readers find it, and whatever goes there brings it near.
 * 2. The last turn stays, and whatever would lose something: a run that goes on, the focus, marked
 *    words, a frame with a document of its own.
 * 3. Parts get their height back with their nodes, though they are not drawn yet.
 * 4. On paper, and when `signal` ends it, all turns are there.
 */
export function dropFarTurns(scroller: HTMLElement, signal: AbortSignal): void {
  const column = scroller.querySelector("#turns");
  if (column === null) return;
  const near = new IntersectionObserver(swap, { root: scroller, rootMargin: `${FAR_PX}px 0px` });
  const watch = (): void => {
    for (const turn of column.querySelectorAll(":scope > .turn")) near.observe(turn);
  };
  const added = new MutationObserver(watch);
  const bringAll = (): void => {
    near.disconnect(); // so that afterwards each is looked at anew
    for (const turn of column.querySelectorAll<HTMLElement>(":scope > [data-away]")) bring(turn);
  };
  added.observe(column, { childList: true });
  addEventListener("beforeprint", bringAll, { signal });
  addEventListener("afterprint", watch, { signal });
  signal.addEventListener("abort", () => {
    added.disconnect();
    bringAll();
  });
  watch();
}

function swap(changes: readonly IntersectionObserverEntry[]): void {
  const last = new Map(changes.map(({ target, isIntersecting }) => [target, isIntersecting]));
  const far: HTMLElement[] = [];
  for (const [turn, isNear] of last) {
    if (!(turn instanceof HTMLElement) || !turn.isConnected) continue;
    if (isNear) bring(turn);
    else if (canLeave(turn)) far.push(turn);
  }
  // All are measured before the first one changes: one layout for all.
  for (const putAway of far.map(measured)) putAway();
}

/** (2) */
function canLeave(turn: HTMLElement): boolean {
  if (AWAY.has(turn) || turn.nextElementSibling === null) return false;
  if (turn.contains(document.activeElement) || turn.querySelector("iframe") !== null) return false;
  const selection = document.getSelection();
  const isMarked = selection !== null && !selection.isCollapsed;
  if (isMarked && selection.containsNode(turn, true)) return false;
  // Written by our own server, and by the run's own element.
  const status = turn.querySelector("uar-run")?.getAttribute("status") as RunStatus | undefined;
  return status !== undefined && isTerminal(status);
}

/** Measures a turn. Answers with what puts it away (1). */
function measured(turn: HTMLElement): () => void {
  const height = turn.getBoundingClientRect().height;
  const parts = [...turn.querySelectorAll<HTMLElement>(".part")];
  const heights = parts.map((part) => part.getBoundingClientRect().height);
  return () => {
    for (const [at, part] of parts.entries()) {
      part.style.containIntrinsicBlockSize = `auto ${heights[at]}px`; // (3)
    }
    const heading = turn.querySelector("h2")?.cloneNode(true);
    const content = document.createElement("div");
    content.append(...turn.childNodes);
    AWAY.set(turn, content);
    if (heading !== undefined) turn.append(heading);
    turn.style.blockSize = `${height}px`;
    turn.dataset["away"] = "";
  };
}

function bring(turn: HTMLElement): void {
  const content = AWAY.get(turn);
  if (content === undefined) return;
  AWAY.delete(turn);
  delete turn.dataset["away"];
  turn.style.removeProperty("block-size");
  turn.replaceChildren(...content.childNodes);
}
