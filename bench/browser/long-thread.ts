import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";

import { writeLongThread } from "#runtime/testing/long-thread.ts";
import { urls } from "#views/urls.ts";
import { startProcess } from "../stream/measured-process.ts";
import { median } from "../stream/quantile.ts";
import { writeLongRun } from "./long-run-on-disk.ts";
import type { Row } from "./table.ts";
import { weightOf } from "./weight.ts";

const TURNS = 1_000;
const EVENTS_PER_TURN = 50;
const RUN_EVENTS = 100_000;
const OPENINGS = 5;
/** Windows of older turns that a person scrolls up to. */
const WINDOWS = 5;
/** `ux.md` 6.2. */
const MOST_NODES = 6_000;
const MOST_OPEN_MS = 800;

/** What a long session costs the browser: one of many turns, and one whose only run is long. */
export async function longThreadRows(browser: Browser): Promise<readonly Row[]> {
  const turns = await onDisk(browser, async (data) => {
    const { session_id } = await writeLongThread(data, {
      turns: TURNS,
      eventsPerTurn: EVENTS_PER_TURN,
    });
    return { session_id, what: `chat, a thread of ${TURNS} turns` };
  });
  const run = await onDisk(browser, async (data) => {
    const { session_id } = await writeLongRun(data, RUN_EVENTS);
    return { session_id, what: `chat, a run of ${RUN_EVENTS} events` };
  });
  return [...turns, ...run];
}

async function onDisk(
  browser: Browser,
  write: (data: string) => Promise<{ readonly session_id: string; readonly what: string }>,
): Promise<readonly Row[]> {
  const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
  const { session_id, what } = await write(data);
  const server = await startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    env: { UAR_TOKEN: "bench", UAR_PORT: "0", UAR_DATA: data },
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(server.url);
    const address = new URL(urls.session(session_id), server.url).href;
    return await longSessionRows(page, address, what);
  } finally {
    await page.close();
    await server.stop();
    await rm(data, { recursive: true });
  }
}

async function longSessionRows(page: Page, address: string, what: string): Promise<readonly Row[]> {
  const first = await opening(page, address);
  const opened: number[] = [];
  for (let at = 0; at < OPENINGS; at += 1) opened.push(await opening(page, address));
  const end = await weightOf(page);
  const windows = await scrolledUp(page);
  const above = await weightOf(page);
  const up = `${what}: ${windows} windows further up`;
  return [
    { what: `${what}: open, nothing kept`, unit: "ms", value: first },
    { what: `${what}: open, median`, unit: "ms", value: median(opened), most: MOST_OPEN_MS },
    { what: `${what}: elements`, unit: "", value: end.elements, most: MOST_NODES },
    { what: `${what}: heap`, unit: "MB", value: end.heapMb },
    ...(windows === 0
      ? []
      : ([
          { what: `${up}, elements`, unit: "", value: above.elements, most: MOST_NODES },
          { what: `${up}, heap`, unit: "MB", value: above.heapMb },
        ] as const)),
  ];
}

async function opening(page: Page, address: string): Promise<number> {
  const start = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.locator("uar-run").last().waitFor({ timeout: 120_000 });
  return performance.now() - start;
}

/** Scrolls to the top until that many windows of older turns came; answers how many there were. */
async function scrolledUp(page: Page): Promise<number> {
  const turns = page.locator("article.turn");
  await page.waitForLoadState("load");
  for (let window = 0; window < WINDOWS; window += 1) {
    const before = await turns.count();
    if ((await page.locator(".earlier").count()) === 0) return window;
    await page.locator(".scroller").evaluate((scroller) => scroller.scrollTo(0, 0));
    await turns.nth(before).waitFor({ state: "attached", timeout: 30_000 });
  }
  return WINDOWS;
}
