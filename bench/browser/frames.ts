import type { Page } from "playwright";

/** Makes the next pages tell the milliseconds that each of their frames took, layout included. */
export async function timeFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const frames: number[] = [];
    Reflect.set(globalThis, "timedFrames", frames);
    const request = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (callback) =>
      request((now) => {
        const start = performance.now();
        callback(now);
        document.body.getBoundingClientRect();
        frames.push(performance.now() - start);
      });
  });
}

/** Moves the pointer to one place a frame; the milliseconds of the move and the frame after it. */
export async function timedFrames(
  page: Page,
  places: readonly number[],
  y: number,
): Promise<readonly number[]> {
  return page.evaluate(
    async ({ places: xs, y: clientY }) => {
      // Put there by `timeFrames` before the page's own script ran.
      const frames = Reflect.get(globalThis, "timedFrames") as number[];
      const root = document.querySelector("uar-inspector");
      const nextFrame = () => new Promise((resolve) => setTimeout(resolve, 20));
      const times: number[] = [];
      for (const clientX of xs) {
        frames.length = 0;
        const start = performance.now();
        root?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX, clientY }));
        const move = performance.now() - start;
        await nextFrame();
        while (frames.length === 0) await nextFrame();
        times.push(frames.reduce((sum, frame) => sum + frame, move));
      }
      return times;
    },
    { places, y },
  );
}
