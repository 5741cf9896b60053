import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";

import { urls } from "#views/urls.ts";
import { startProcess } from "../stream/measured-process.ts";
import { quantile } from "../stream/quantile.ts";
import { delays, paintsOf, recordPaints } from "./painted.ts";
import { markdownChunks, markdownWords } from "./speech.ts";
import type { Row } from "./table.ts";
import { type Speech, startWordModel, type WordModel } from "./word-model.ts";

const TOKEN = "bench";
const SLOW_FRAME_MS = 25;
const RATES = [
  { perSecond: 200, seconds: 8, throttle: 1, mostMs: 20 },
  { perSecond: 1_000, seconds: 4, throttle: 1, mostMs: undefined },
  { perSecond: 200, seconds: 8, throttle: 4, mostMs: 60 },
] as const;

/** How an answer comes to the screen, beside a page that parses the whole of it with each piece. */
export async function chatRows(browser: Browser): Promise<readonly Row[]> {
  const model = await startWordModel();
  const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
  const server = await startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    env: {
      UAR_TOKEN: TOKEN,
      UAR_PORT: "0",
      UAR_DATA: data,
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: "none",
      OPENAI_MODEL: "bench",
    },
  });
  const bench = { browser, model, login: server.url };
  try {
    const rows: Row[] = [];
    for (const rate of RATES) rows.push(...(await rateRows(bench, rate)));
    return [...rows, ...(await chunkRows(bench)), ...(await stopRows(bench))];
  } finally {
    await server.stop();
    await model.close();
    await rm(data, { recursive: true });
  }
}

interface Bench {
  readonly browser: Browser;
  readonly model: WordModel;
  readonly login: string;
}

async function rateRows(
  bench: Bench,
  { perSecond, seconds, throttle, mostMs }: (typeof RATES)[number],
): Promise<readonly Row[]> {
  const speech = { pieces: markdownWords(perSecond * seconds), perSecond };
  const ours = await streamed(bench, speech, throttle, showChat);
  const naive = await streamed(bench, speech, throttle, showNaive);
  const what = `chat, ${perSecond} tokens/s${throttle === 1 ? "" : ", processor slowed 4 times"}`;
  return [
    { what: `${what}: model to screen p50`, unit: "ms", value: ours.p50 },
    { what: `${what}: model to screen p95`, unit: "ms", value: ours.p95, most: mostMs },
    { what: `${what}: the same of the naive page`, unit: "ms", value: naive.p95 },
    { what: `${what}: times slower the naive page`, unit: "", value: naive.p95 / ours.p95 },
    { what: `${what}: frames over 25 ms, percent`, unit: "", value: ours.slowFrames },
    { what: `${what}: the same of the naive page`, unit: "", value: naive.slowFrames },
    { what: `${what}: long tasks in all`, unit: "ms", value: ours.longMs },
    { what: `${what}: the same of the naive page`, unit: "ms", value: naive.longMs },
  ];
}

interface Measured {
  readonly p50: number;
  readonly p95: number;
  readonly slowFrames: number;
  readonly longMs: number;
}

async function streamed(
  bench: Bench,
  speech: Speech,
  throttle: number,
  show: (bench: Bench, page: Page) => Promise<void>,
): Promise<Measured> {
  const page = await bench.browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(bench.login);
    await recordPaints(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    bench.model.speech = speech;
    await show(bench, page);
    const painted = await paintsOf(page);
    const times = delays(painted, bench.model.sent);
    const slow = painted.frames.filter((frame) => frame > SLOW_FRAME_MS).length;
    return {
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      slowFrames: (100 * slow) / painted.frames.length,
      longMs: painted.longTasks.reduce((sum, task) => sum + task, 0),
    };
  } finally {
    await page.close();
  }
}

/** Asks on the page of a new chat; resolves when the answer is whole. */
async function showChat(bench: Bench, page: Page): Promise<void> {
  await ask(bench, page);
  await page.locator("uar-run[status=completed]").waitFor({ timeout: 120_000 });
}

async function ask({ login }: Bench, page: Page): Promise<void> {
  await page.goto(new URL(urls.chat(), login).href);
  await page.getByLabel("Model").selectOption("openai/bench");
  await page.getByRole("textbox", { name: "Message" }).fill("Tell me");
  await page.getByRole("button", { name: "Send" }).click();
}

async function showNaive({ model }: Bench, page: Page): Promise<void> {
  await page.goto(`${model.url}/naive`);
  await page.locator("body[data-ended]").waitFor({ timeout: 120_000 });
}

const CHUNK_CHARS = 16;
const ANSWER_CHARS = 10_000;

/** An answer of 10 kB in small pieces, with a selection in its first paragraph; then a reload. */
async function chunkRows(bench: Bench): Promise<readonly Row[]> {
  const page = await bench.browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(bench.login);
    await recordPaints(page);
    bench.model.speech = { pieces: markdownChunks(ANSWER_CHARS, CHUNK_CHARS), perSecond: 200 };
    await ask(bench, page);
    await page.locator(".prose p").nth(1).waitFor();
    await page.evaluate(() => {
      const [first] = document.querySelectorAll(".prose p");
      if (first !== undefined) getSelection()?.selectAllChildren(first);
    });
    const selected = await page.evaluate(() => String(getSelection()));
    await page.locator("uar-run[status=completed]").waitFor({ timeout: 120_000 });
    const isKept =
      selected !== "" && (await page.evaluate(() => String(getSelection()))) === selected;
    const { longTasks } = await paintsOf(page);
    const reloads: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const start = performance.now();
      await page.reload({ waitUntil: "commit" });
      await page.locator(".prose").last().waitFor();
      reloads.push(performance.now() - start);
    }
    const what = "chat, 10 kB in pieces of 16";
    const longMs = longTasks.reduce((sum, task) => sum + task, 0);
    return [
      { what: `${what}: long tasks in all`, unit: "ms", value: longMs, most: 174 },
      { what: `${what}: selections lost`, unit: "", value: isKept ? 0 : 1, most: 0 },
      {
        what: `${what}: reload to its text, median`,
        unit: "ms",
        value: quantile(reloads, 0.5),
        most: 300,
      },
    ];
  } finally {
    await page.close();
  }
}

/** From the press on Stop to the label that says so, and to the model's connection being closed. */
async function stopRows(bench: Bench): Promise<readonly Row[]> {
  const page = await bench.browser.newPage({ viewport: { width: 1440, height: 900 } });
  const labels: number[] = [];
  const closed: number[] = [];
  try {
    await page.goto(bench.login);
    for (let turn = 0; turn < 5; turn += 1) {
      bench.model.speech = { pieces: markdownWords(4_000), perSecond: 200 };
      await ask(bench, page);
      await page.locator(".prose").last().getByText("w30").waitFor();
      const { pressed, label } = await page.evaluate(pressStop);
      await page.locator("uar-run[status=cancelled]").last().waitFor();
      labels.push(label - pressed);
      closed.push((bench.model.hungUpAt ?? Infinity) - pressed);
    }
  } finally {
    await page.close();
  }
  return [
    { what: "chat, stop: press to label p95", unit: "ms", value: quantile(labels, 0.95), most: 17 },
    {
      what: "chat, stop: press to model closed p95",
      unit: "ms",
      value: quantile(closed, 0.95),
      most: 150,
    },
  ];
}

/** Runs in the page: presses Stop as a finger does; when that was, and when the button said so. */
async function pressStop(): Promise<{ readonly pressed: number; readonly label: number }> {
  const button = document.querySelector<HTMLElement>("button.stop");
  if (button === null) throw new Error("There is no button to stop with");
  const now = (): number => performance.timeOrigin + performance.now();
  const pressed = now();
  button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 0 }));
  const before = "Stopping";
  while (button.textContent.includes(before) === false && now() - pressed < 5_000) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const label = now();
  button.click();
  return { pressed, label };
}
