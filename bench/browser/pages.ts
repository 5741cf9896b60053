import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright";

import { urls } from "#views/urls.ts";
import { startProcess } from "../stream/measured-process.ts";
import { median } from "../stream/quantile.ts";
import type { Row } from "./table.ts";

const TOKEN = "bench";
const LOADS = 5;
const TABS = 8;
const KB = 1_024;
const MOST_CHAT_KB = 60;
const MOST_INSPECTOR_KB = 70;
const MOST_OTHER_KB = 20;

interface Address {
  readonly name: string;
  readonly url: string;
  readonly mostScriptKb: number;
}

/** What each kind of page loads and how soon it is there, and what eight tabs cost. */
export async function pageRows(browser: Browser): Promise<readonly Row[]> {
  const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
  const server = await startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    env: { UAR_TOKEN: TOKEN, UAR_PORT: "0", UAR_DATA: data },
  });
  try {
    const { session, run } = await askOnce(server.url);
    const at = (path: string): string => new URL(path, server.url).href;
    const addresses: readonly Address[] = [
      { name: "chat", url: at(urls.session(session)), mostScriptKb: MOST_CHAT_KB },
      { name: "inspector", url: at(urls.run(run)), mostScriptKb: MOST_INSPECTOR_KB },
      { name: "runs", url: at(urls.runs()), mostScriptKb: MOST_OTHER_KB },
    ];
    const rows: Row[] = [];
    for (const address of addresses) {
      rows.push(...(await loadRows(browser, server.url, address)));
    }
    return [...rows, ...(await tabRows(browser, server.url, at(urls.session(session))))];
  } finally {
    await server.stop();
    await rm(data, { recursive: true });
  }
}

async function askOnce(login: string): Promise<{ readonly session: string; readonly run: string }> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${TOKEN}` };
  const body = JSON.stringify({ message: "Show every lane", model: "scenario/everything" });
  const asked = await fetch(new URL("/api/chat", login), { method: "POST", headers, body });
  // The answer's shape is one of the doors that stay.
  const { session_id, run_id } = (await asked.json()) as { session_id: string; run_id: string };
  const lane = new URL(`/runs/${run_id}/lanes/status`, login);
  await (await fetch(lane, { headers: { ...headers, accept: "text/event-stream" } })).text();
  return { session: session_id, run: run_id };
}

async function loadRows(
  browser: Browser,
  login: string,
  { name, url, mostScriptKb }: Address,
): Promise<readonly Row[]> {
  const loads: Load[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const context = await signedIn(browser, login);
    loads.push(await loaded(await context.newPage(), url));
    await context.close();
  }
  const of = (read: (load: Load) => number): number => median(loads.map(read));
  const what = `${name}, first load`;
  return [
    { what: `${what}: first byte`, unit: "ms", value: of(({ ttfb }) => ttfb), most: 50 },
    { what: `${what}: LCP`, unit: "ms", value: of(({ lcp }) => lcp), most: 500 },
    { what: `${what}: CLS, thousandths`, unit: "", value: 1_000 * of(({ cls }) => cls), most: 0 },
    {
      what: `${what}: script, KB`,
      unit: "",
      value: of((load) => load.kb.script),
      most: mostScriptKb,
    },
    { what: `${what}: CSS, KB`, unit: "", value: of((load) => load.kb.stylesheet), most: 12 },
    { what: `${what}: fonts, KB`, unit: "", value: of((load) => load.kb.font), most: 80 },
    { what: `${what}: HTML, KB`, unit: "", value: of((load) => load.kb.document), most: 30 },
    { what: `${what}: requests`, unit: "", value: of(({ requests }) => requests), most: 12 },
  ];
}

interface Load {
  readonly ttfb: number;
  readonly lcp: number;
  readonly cls: number;
  readonly requests: number;
  /** Brotli, as every file is served but the fonts, which are packed already. */
  readonly kb: Readonly<Record<"script" | "stylesheet" | "font" | "document", number>>;
}

async function loaded(page: Page, url: string): Promise<Load> {
  const kb = { script: 0, stylesheet: 0, font: 0, document: 0 };
  const bodies: Promise<void>[] = [];
  let requests = 0;
  page.on("response", (response) => {
    const type = response.request().resourceType();
    if (type === "fetch" || type === "eventsource") return;
    requests += 1;
    if (!(type in kb)) return;
    // It was just asked whether it is one of them.
    const kind = type as keyof typeof kb;
    bodies.push(response.body().then((body) => void (kb[kind] += packedKb(kind, body))));
  });
  await page.goto(url, { waitUntil: "load" });
  await page.waitForTimeout(1_000);
  await Promise.all(bodies);
  const times = await page.evaluate(async () => {
    const [navigation] = performance.getEntriesByType("navigation");
    const ttfb = Number(Reflect.get(navigation ?? {}, "responseStart") ?? 0);
    const read = (type: string): Promise<readonly PerformanceEntry[]> =>
      new Promise((resolve) => {
        const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
        observer.observe({ type, buffered: true });
        setTimeout(() => resolve([]), 300);
      });
    const paints = await read("largest-contentful-paint");
    const shifts = await read("layout-shift");
    const score = (entry: PerformanceEntry): number => Reflect.get(entry, "value") as number;
    return {
      ttfb,
      lcp: paints.at(-1)?.startTime ?? 0,
      cls: shifts.reduce((sum, entry) => sum + score(entry), 0),
    };
  });
  return { ...times, requests, kb };
}

function packedKb(kind: string, body: Buffer): number {
  return (kind === "font" ? body : brotliCompressSync(body)).length / KB;
}

async function signedIn(browser: Browser, login: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.request.get(login);
  return context;
}

/** How long eight tabs on one session take, one after the other, and how many streams they hold. */
async function tabRows(browser: Browser, login: string, url: string): Promise<readonly Row[]> {
  const context = await signedIn(browser, login);
  const open = new Set<unknown>();
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === "/stream") open.add(request);
  });
  context.on("requestfailed", (request) => open.delete(request));
  context.on("requestfinished", (request) => open.delete(request));
  const times: number[] = [];
  for (let tab = 0; tab < TABS; tab += 1) {
    const page = await context.newPage();
    const start = performance.now();
    await page.goto(url);
    times.push(performance.now() - start);
  }
  const streams = open.size;
  await context.close();
  return [
    { what: "chat, 8 tabs: slowest load", unit: "ms", value: Math.max(...times), most: 1_000 },
    { what: "chat, 8 tabs: streams that are open", unit: "", value: streams, most: 1 },
  ];
}
