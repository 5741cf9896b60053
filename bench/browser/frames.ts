import type { CDPSession, Page } from "playwright";

/** What one frame took of the processor, on the thread of the page, in milliseconds. */
export interface FrameCost {
  /** Script alone, without the style and layout that it asked for. */
  readonly script: number;
  /** Script, style and layout. */
  readonly whole: number;
}

/**
 * Moves the pointer to one place after another; what each move cost, with the frame that drew it. It is the
 * processor's time: other work of the machine does not count, as it does in times of a clock.
 */
export async function costOfMoves(
  page: Page,
  places: readonly number[],
  y: number,
): Promise<readonly FrameCost[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const costs: FrameCost[] = [];
  let before = await spent(session);
  for (const x of places) {
    await page.mouse.move(x, y);
    await nextFrame(page);
    const after = await spent(session);
    costs.push({ script: after.script - before.script, whole: after.whole - before.whole });
    before = after;
  }
  await session.detach();
  return costs;
}

/** Waits until a frame was drawn; what is evaluated so does not count as the page's own script. */
function nextFrame(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => setTimeout(resolve));
      }),
  );
}

async function spent(session: CDPSession): Promise<FrameCost> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (asked: string) =>
    (metrics.find(({ name }) => name === asked)?.value ?? Number.NaN) * 1_000;
  const script = of("ScriptDuration");
  return { script, whole: script + of("LayoutDuration") + of("RecalcStyleDuration") };
}
