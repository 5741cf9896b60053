const GLIDE = { duration: 140, easing: "ease-out" } as const;

/**
 * Makes a change that takes something away, and lets what stood below it come up to its new place:
 * nothing jumps under the eyes of the person who reads it.
 */
export function glide(parts: HTMLElement, change: () => void): void {
  const before = [...below(parts)].map((element) => [element, top(element)] as const);
  change();
  // All places are read before the first one is changed: one layout for all.
  const moved = before.map(([element, was]) => [element, was - top(element)] as const);
  for (const [element, distance] of moved) {
    if (distance <= 0 || !element.isConnected) continue;
    element.animate([{ transform: `translateY(${distance}px)` }, { transform: "none" }], GLIDE);
  }
}

/** The pieces of a run, and whatever follows the run within the thread. */
function* below(parts: HTMLElement): Generator<Element> {
  yield* parts.children;
  let level: Element | null = parts;
  while (level !== null && level.id !== "turns") {
    for (let next = level.nextElementSibling; next !== null; next = next.nextElementSibling) {
      yield next;
    }
    level = level.parentElement?.closest(".parts, uar-run, .turn") ?? null;
  }
}

function top(element: Element): number {
  return element.getBoundingClientRect().top;
}
