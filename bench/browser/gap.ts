import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright";

import { startChaosProxy } from "#e2e/kit/proxy/chaos-proxy.ts";
import { answered, ask, type ChatBench } from "./chat-bench.ts";
import { markdownWords } from "./speech.ts";
import type { Row } from "./table.ts";

/** The runtime writes at most about 60 pieces of text a second, so 1,000 events take so long. */
const GAP_S = 18;
const PER_SECOND = 200;
const WORDS = PER_SECOND * (GAP_S + 2);
/** Time for the last words to get into the log. */
const SETTLE_MS = 500;

/** A page whose connection breaks while an answer comes, until it shows all that it missed. */
export async function gapRows({ browser, model, login }: ChatBench): Promise<readonly Row[]> {
  await using proxy = await startChaosProxy(login);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    const { pathname, search } = new URL(login);
    await page.goto(new URL(pathname + search, proxy.url).href);
    model.speech = { pieces: markdownWords(WORDS), perSecond: PER_SECOND };
    await ask(page, proxy.url);
    await page.locator(".prose").last().getByText("w30").first().waitFor();
    proxy.goOffline();
    const before = await sequence(page);
    while (model.sent.length < WORDS) await sleep(SETTLE_MS);
    await sleep(SETTLE_MS);
    proxy.goOnline();
    const caughtUp = await page.evaluate(comeBack);
    await answered(page);
    const shown = await page.locator(".prose").last().innerText();
    const numbers = [...shown.matchAll(/w(\d+)/g)].map(([, number]) => Number(number));
    const missed = (await sequence(page)) - before;
    const what = "chat, connection back";
    return [
      { what: `${what}: events that were missed`, unit: "", value: missed },
      { what: `${what}: until they are shown`, unit: "ms", value: caughtUp, most: 300 },
      { what: `${what}: words lost`, unit: "", value: WORDS - new Set(numbers).size, most: 0 },
      {
        what: `${what}: words repeated`,
        unit: "",
        value: numbers.length - new Set(numbers).size,
        most: 0,
      },
    ];
  } finally {
    await page.close();
  }
}

async function sequence(page: Page): Promise<number> {
  return Number(await page.locator("uar-run").last().getAttribute("sequence"));
}

/** Runs in the page: says that there is a network again; how long it takes until the run's end is shown. */
async function comeBack(): Promise<number> {
  const start = performance.now();
  dispatchEvent(new Event("online"));
  while (
    document.querySelector("uar-run[status=completed]") === null &&
    performance.now() - start < 60_000
  ) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return performance.now() - start;
}
