import type { Browser, Page } from "playwright";

import { quantile } from "../stream/quantile.ts";
import { answered, ask, type ChatBench, withChatBench } from "./chat-bench.ts";
import { gapRows } from "./gap.ts";
import { delays, legs, paintsOf, recordPaints } from "./painted.ts";
import { markdownChunks, markdownWords } from "./speech.ts";
import { steadyRows } from "./steady.ts";
import type { Row } from "./table.ts";
import type { Speech } from "./word-model.ts";

const SLOW_FRAME_MS = 25;
const RATES = [
  { perSecond: 200, seconds: 8, throttle: 1, mostMs: 20 },
  { perSecond: 1_000, seconds: 4, throttle: 1, mostMs: undefined },
  { perSecond: 200, seconds: 8, throttle: 4, mostMs: 60 },
] as const;

/** How an answer comes to the screen, beside a page that parses the whole of it with each piece. */
export async function chatRows(browser: Browser): Promise<readonly Row[]> {
  return withChatBench(browser, async (bench) => {
    const rows: Row[] = [];
    for (const rate of RATES) rows.push(...(await rateRows(bench, rate)));
    rows.push(...(await chunkRows(bench)), ...(await stopRows(bench)));
    return [...rows, ...(await gapRows(bench)), ...(await steadyRows(bench))];
  });
}

async function rateRows(
  bench: ChatBench,
  { perSecond, seconds, throttle, mostMs }: (typeof RATES)[number],
): Promise<readonly Row[]> {
  const speech = { pieces: markdownWords(perSecond * seconds), perSecond };
  const ours = await streamed(bench, speech, throttle, showChat);
  const naive = await streamed(bench, speech, throttle, showNaive);
  const what = `chat, ${perSecond} tokens/s${throttle === 1 ? "" : ", processor slowed 4 times"}`;
  return [
    { what: `${what}: model to log p95`, unit: "ms", value: ours.toEvent },
    { what: `${what}: log to the page's script p95`, unit: "ms", value: ours.toPage },
    { what: `${what}: arrival to flush p50`, unit: "ms", value: ours.toFlushMedian },
    { what: `${what}: arrival to flush p95`, unit: "ms", value: ours.toFlush, most: mostMs },
    { what: `${what}: arrival to screen p95`, unit: "ms", value: ours.toScreen },
    { what: `${what}: processor a painted frame, mean`, unit: "ms", value: ours.busy },
    { what: `${what}: model to screen p50`, unit: "ms", value: ours.p50 },
    { what: `${what}: model to screen p95`, unit: "ms", value: ours.p95 },
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
  /** The legs of the way, p95; zero where the page does not read the stream itself. */
  readonly toEvent: number;
  readonly toPage: number;
  readonly toFlush: number;
  readonly toFlushMedian: number;
  readonly toScreen: number;
  /** The processor's time of the page's thread, whatever else the machine does. */
  readonly busy: number;
  readonly slowFrames: number;
  readonly longMs: number;
}

async function streamed(
  bench: ChatBench,
  speech: Speech,
  throttle: number,
  show: (bench: ChatBench, page: Page) => Promise<void>,
): Promise<Measured> {
  const page = await bench.browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(bench.login);
    await recordPaints(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    bench.model.speech = speech;
    await show(bench, page);
    const { metrics } = await session.send("Performance.getMetrics");
    const busyS = metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
    const painted = await paintsOf(page);
    const { toEvent, toPage, toFlush, toScreen } = legs(painted, bench.model.sent);
    const times = delays(painted, bench.model.sent);
    const slow = painted.frames.filter((frame) => frame > SLOW_FRAME_MS).length;
    return {
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      toEvent: quantile([0, ...toEvent], 0.95),
      toPage: quantile([0, ...toPage], 0.95),
      toFlush: quantile([0, ...toFlush], 0.95),
      toFlushMedian: quantile([0, ...toFlush], 0.5),
      toScreen: quantile([0, ...toScreen], 0.95),
      busy: (1_000 * busyS) / painted.words.length,
      slowFrames: (100 * slow) / painted.frames.length,
      longMs: painted.longTasks.reduce((sum, task) => sum + task, 0),
    };
  } finally {
    await page.close();
  }
}

/** Asks on the page of a new chat; resolves when the answer is whole. */
async function showChat({ login }: ChatBench, page: Page): Promise<void> {
  await ask(page, login);
  await answered(page);
}

async function showNaive({ model }: ChatBench, page: Page): Promise<void> {
  await page.goto(`${model.url}/naive`);
  await page.locator("body[data-ended]").waitFor({ timeout: 120_000 });
}

const CHUNK_CHARS = 16;
const ANSWER_CHARS = 10_000;

/** An answer of 10 kB in small pieces, with a selection in its first paragraph; then a reload. */
async function chunkRows(bench: ChatBench): Promise<readonly Row[]> {
  const page = await bench.browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(bench.login);
    await recordPaints(page);
    bench.model.speech = { pieces: markdownChunks(ANSWER_CHARS, CHUNK_CHARS), perSecond: 200 };
    await ask(page, bench.login);
    await page.locator(".prose p").nth(1).waitFor();
    await page.evaluate(() => {
      const [first] = document.querySelectorAll(".prose p");
      if (first !== undefined) getSelection()?.selectAllChildren(first);
    });
    const selected = await page.evaluate(() => String(getSelection()));
    await answered(page);
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
async function stopRows(bench: ChatBench): Promise<readonly Row[]> {
  const page = await bench.browser.newPage({ viewport: { width: 1440, height: 900 } });
  const labels: number[] = [];
  const closed: number[] = [];
  try {
    await page.goto(bench.login);
    for (let turn = 0; turn < 5; turn += 1) {
      bench.model.speech = { pieces: markdownWords(4_000), perSecond: 200 };
      await ask(page, bench.login);
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
