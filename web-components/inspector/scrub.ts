import type { Command } from "./command.ts";

/** Lets a pointer drag along the score in an element. */
export function listenToScore(
  root: HTMLElement,
  ask: (command: Command) => void,
  signal: AbortSignal,
): void {
  let score: Element | undefined;
  const move = (event: PointerEvent) => {
    if (score !== undefined) ask({ do: "scrub", part: partOf(score, event) });
  };
  const release = () => {
    if (score === undefined) return;
    score = undefined;
    ask({ do: "release" });
  };
  const press = (event: PointerEvent) => {
    const target = event.target instanceof Element ? event.target : undefined;
    if (event.button !== 0 || target?.closest("a")) return;
    score = target?.closest("[data-scrub]") ?? undefined;
    if (score === undefined) return;
    root.setPointerCapture(event.pointerId);
    move(event);
  };
  root.addEventListener("pointerdown", press, { signal });
  root.addEventListener("pointermove", move, { signal });
  root.addEventListener("pointerup", release, { signal });
  root.addEventListener("pointercancel", release, { signal });
}

function partOf(score: Element, event: PointerEvent): number {
  const { left, width } = score.getBoundingClientRect();
  return width === 0 ? 0 : Math.min(1, Math.max(0, (event.clientX - left) / width));
}
