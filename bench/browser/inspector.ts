import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";

import { urls } from "#views/urls.ts";
import { startProcess } from "../stream/measured-process.ts";
import { median, quantile } from "../stream/quantile.ts";
import { costOfMoves, type FrameCost } from "./frames.ts";
import { writeLongRun } from "./long-run-on-disk.ts";
import type { Row } from "./table.ts";

const TOKEN = "bench";
const OPENINGS = 5;
const SEEKS = 300;
/** What `ux.md` 6.2 allows, by the run's number of events. */
const BUDGETS = [
  { events: 10_000, openMs: 800, scrubMs: 8 },
  { events: 100_000, openMs: undefined, scrubMs: 17 },
] as const;
const MOST_NODES = 1_500;

/** How long the inspector takes to open a long run, and to follow a pointer along its score. */
export async function inspectorRows(browser: Browser): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const budget of BUDGETS) rows.push(...(await longRunRows(browser, budget)));
  return rows;
}

async function longRunRows(
  browser: Browser,
  { events, openMs, scrubMs }: (typeof BUDGETS)[number],
): Promise<readonly Row[]> {
  const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
  const { run_id } = await writeLongRun(data, events);
  const server = await startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    env: { UAR_TOKEN: TOKEN, UAR_PORT: "0", UAR_DATA: data },
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(server.url);
    const address = new URL(urls.run(run_id, { at: Math.floor(events / 2) }), server.url).href;
    const opened = await openings(page, address);
    const dragged = await drag(page);
    const leapt = await leap(page);
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    const what = `inspector, ${events} events`;
    return [
      {
        what: `${what}: open until usable, median`,
        unit: "ms",
        value: median(opened),
        most: openMs,
      },
      { what: `${what}: script a frame, drag p50`, unit: "ms", value: median(dragged.map(script)) },
      {
        what: `${what}: script a frame, drag p95`,
        unit: "ms",
        value: quantile(dragged.map(script), 0.95),
        most: scrubMs,
      },
      {
        what: `${what}: script a frame, leaps p95`,
        unit: "ms",
        value: quantile(leapt.map(script), 0.95),
      },
      {
        what: `${what}: script, style and layout a frame, drag p95`,
        unit: "ms",
        value: quantile(
          dragged.map(({ whole }) => whole),
          0.95,
        ),
      },
      { what: `${what}: elements`, unit: "", value: nodes, most: MOST_NODES },
    ];
  } finally {
    await page.close();
    await server.stop();
    await rm(data, { recursive: true });
  }
}

/** The first opening warms the server and the browser, and does not count. */
async function openings(page: Page, address: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let opening = 0; opening <= OPENINGS; opening += 1) {
    const start = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await page.locator("[data-driven]").waitFor({ state: "attached", timeout: 120_000 });
    if (opening > 0) times.push(performance.now() - start);
  }
  return times;
}

function script(cost: FrameCost): number {
  return cost.script;
}

function drag(page: Page): Promise<readonly FrameCost[]> {
  return seek(page, (at) => at / SEEKS);
}

function leap(page: Page): Promise<readonly FrameCost[]> {
  return seek(page, (at) => ((at * 127) % SEEKS) / SEEKS);
}

/** Pulls the pointer along the score, a frame a place; what each frame cost. */
async function seek(page: Page, part: (at: number) => number): Promise<readonly FrameCost[]> {
  const box = await page.locator("[data-scrub]").boundingBox();
  if (box === null) throw new Error("The inspector shows no score to drag along");
  const places = Array.from({ length: SEEKS }, (_, at) => box.x + 2 + (box.width - 4) * part(at));
  const y = box.y + box.height / 2;
  await page.mouse.move(places[0] ?? box.x, y);
  await page.mouse.down();
  const frames = await costOfMoves(page, places, y);
  await page.mouse.up();
  return frames;
}
