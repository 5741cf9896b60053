import type { Page } from "playwright";

/** What a page holds. */
export interface Weight {
  readonly elements: number;
  /** Of script, after what nobody needs any more is gone. */
  readonly heapMb: number;
}

export async function weightOf(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  return { elements, heapMb: usedSize / 1_048_576 };
}
