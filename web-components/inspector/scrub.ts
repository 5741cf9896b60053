import type { Command } from "./command.ts";

/** How much one pixel of the wheel zooms, as a power. */
const WHEEL = 0.004;
/** A range narrower than this part of the axis was a click. */
const NARROWEST = 0.004;

interface Drag {
  readonly score: Element;
  /** Where a range began; none while the playhead is pulled along. */
  readonly from: number | undefined;
}

/**
 * Lets a pointer drag along the score in an element: plain it pulls the playhead, with Shift it draws the
 * range to look at. A double click shows the whole run, the wheel with Ctrl zooms at the pointer.
 */
export function listenToScore(
  root: HTMLElement,
  ask: (command: Command) => void,
  signal: AbortSignal,
): void {
  let drag: Drag | undefined;
  const move = (event: PointerEvent) => {
    if (drag === undefined) return;
    const part = partOf(drag.score, event);
    if (drag.from === undefined) ask({ do: "scrub", part });
    else ask({ do: "select", from: drag.from, to: part });
  };
  const release = (event: PointerEvent) => {
    if (drag === undefined) return;
    const { score, from } = drag;
    drag = undefined;
    ask(from === undefined ? { do: "release" } : rangeCommand(from, partOf(score, event)));
  };
  const press = (event: PointerEvent) => {
    const score = scoreAt(event);
    if (event.button !== 0 || score === undefined) return;
    drag = { score, from: event.shiftKey ? partOf(score, event) : undefined };
    root.setPointerCapture(event.pointerId);
    move(event);
  };
  root.addEventListener("pointerdown", press, { signal });
  root.addEventListener("pointermove", move, { signal });
  root.addEventListener("pointerup", release, { signal });
  root.addEventListener("pointercancel", release, { signal });
  root.addEventListener("dblclick", (event) => scoreAt(event) && ask({ do: "zoom" }), { signal });
  root.addEventListener("wheel", (event) => zoomByWheel(event, ask), { signal, passive: false });
}

function rangeCommand(from: number, to: number): Command {
  const isRange = Math.abs(to - from) >= NARROWEST;
  // A range of nothing leaves the axis as it is.
  const whole = { kind: "pan", by: 0 } as const;
  return { do: "zoom", zoom: isRange ? { kind: "between", from, to } : whole };
}

function zoomByWheel(event: WheelEvent, ask: (command: Command) => void): void {
  const score = scoreAt(event);
  if (!event.ctrlKey || score === undefined) return;
  event.preventDefault();
  const by = Math.exp(event.deltaY * WHEEL);
  ask({ do: "zoom", zoom: { kind: "around", part: partOf(score, event), by } });
}

/** The score under the pointer; what lies upon it and leads somewhere is none. */
function scoreAt(event: MouseEvent): Element | undefined {
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest("a")) return undefined;
  return target?.closest("[data-scrub]") ?? undefined;
}

function partOf(score: Element, event: MouseEvent): number {
  const { left, width } = score.getBoundingClientRect();
  return width === 0 ? 0 : Math.min(1, Math.max(0, (event.clientX - left) / width));
}
