import type { Page } from "playwright";

/** What a page did while an answer came. Times in milliseconds. */
export interface Painted {
  /** After which frame which word was the last one shown: [milliseconds since 1970, number of the word]. */
  readonly words: readonly (readonly [number, number])[];
  /** The times between two frames. */
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

/** Makes the next pages take down what they paint. */
export async function recordPaints(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const words: [number, number][] = [];
    const frames: number[] = [];
    const longTasks: number[] = [];
    Reflect.set(globalThis, "painted", { words, frames, longTasks });
    new PerformanceObserver((list) => {
      longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask", buffered: true });
    let before: number | undefined;
    let shown = -1;
    const look = (): void => {
      // The end of the answer is enough to look at, and as cheap for a long one.
      const prose = [...document.querySelectorAll(".prose")].at(-1);
      const last = prose?.lastElementChild?.textContent.match(/w(\d+)\D*$/)?.[1];
      if (last === undefined || Number(last) === shown) return;
      shown = Number(last);
      words.push([performance.timeOrigin + performance.now(), shown]);
    };
    const frame = (now: number): void => {
      if (before !== undefined && shown >= 0) frames.push(now - before);
      before = now;
      setTimeout(look);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

export async function paintsOf(page: Page): Promise<Painted> {
  // Put there by `recordPaints`.
  return page.evaluate(() => Reflect.get(globalThis, "painted") as Painted);
}

/** How long each piece took from the model to the screen. */
export function delays({ words }: Painted, sent: readonly number[]): readonly number[] {
  let place = 0;
  return sent.flatMap((at, word) => {
    while (place < words.length && (words[place]?.[1] ?? 0) < word) place += 1;
    const painted = words[place]?.[0];
    return painted === undefined ? [] : [painted - at];
  });
}
