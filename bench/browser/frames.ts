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

/**
 * The processor's milliseconds that a page's thread spends on script, style and layout while something is
 * done: other work of the machine does not count, as it does in times.
 */
export async function threadTime(page: Page, work: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics
      .filter(({ name }) => COUNTED.has(name))
      .reduce((sum, { value }) => sum + value * 1_000, 0);
  };
  const before = await spent();
  await work();
  const after = await spent();
  await session.detach();
  return after - before;
}

const COUNTED: ReadonlySet<string> = new Set([
  "ScriptDuration",
  "LayoutDuration",
  "RecalcStyleDuration",
]);
