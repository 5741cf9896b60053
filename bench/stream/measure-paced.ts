import { setTimeout as sleep } from "node:timers/promises";

import type { Target } from "./client.ts";
import type { Consumption, MeasuredProcess } from "./measured-process.ts";
import { microsNow } from "./micros.ts";
import { median, quantile } from "./quantile.ts";
import { Reading } from "./reading.ts";
import { sideBySide, type Bench, type Both } from "./side-by-side.ts";

/** As fast as a good model writes. */
const TOKENS_PER_SECOND = 50;
/** Streams open one after the other: people do not press Enter together. */
const STAGGER_MS = 10;
/** How long the streams go on around the window in which they are measured. */
const MARGIN_S = 0.5;

export interface Paced {
  /** From the question to the first token, of the streams that opened last. */
  readonly firstTokenMs: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly tokensPerSecond: number;
  readonly bytesPerToken: number;
  /** Of the server, for a thousand tokens. */
  readonly cpuMs: number;
  /** Of the server, at the end of the window. */
  readonly residentMb: number;
}

export interface PacedOptions {
  readonly streams: number;
  /** Of the window in which everything is measured. */
  readonly seconds: number;
}

/** What streams of a model's usual speed see when so many are open at once. */
export function measurePaced(bench: Bench, options: PacedOptions): Promise<Both<Paced>> {
  return sideBySide(bench, (target) => once(target, bench.serverProcess, options));
}

async function once(
  target: Target,
  process: MeasuredProcess,
  { streams, seconds }: PacedOptions,
): Promise<Paced> {
  const rampMs = streams * STAGGER_MS;
  const plan = {
    tokens: Math.ceil((rampMs / 1_000 + seconds + 2 * MARGIN_S) * TOKENS_PER_SECOND),
    per_second: TOKENS_PER_SECOND,
  };
  const readings: Reading[] = [];
  const readAll = Array.from({ length: streams }, async (_, index) => {
    await sleep(index * STAGGER_MS);
    const stamped_from = microsNow();
    const reading = new Reading(stamped_from);
    readings.push(reading);
    await target.ask({ ...plan, stamped_from }, reading);
  });
  const [window] = await Promise.all([
    observe(readings, process, { after: rampMs + MARGIN_S * 1_000, seconds }),
    ...readAll,
  ]);
  return figures(readings, window);
}

interface Snapshot extends Consumption {
  readonly at: number;
  readonly tokens: number;
  readonly bytes: number;
}

interface Window {
  readonly start: Snapshot;
  readonly end: Snapshot;
  readonly delaysMs: readonly number[];
}

async function observe(
  readings: readonly Reading[],
  process: MeasuredProcess,
  { after, seconds }: { after: number; seconds: number },
): Promise<Window> {
  await sleep(after);
  const start = await snapshot(readings, process);
  for (const reading of readings) reading.restartDelays();
  await sleep(seconds * 1_000);
  const delaysMs = readings.flatMap((reading) => reading.delaysMs);
  return { start, end: await snapshot(readings, process), delaysMs };
}

async function snapshot(readings: readonly Reading[], process: MeasuredProcess): Promise<Snapshot> {
  const consumption = await process.consumption();
  const sum = (figure: "tokens" | "bytes") =>
    readings.reduce((total, reading) => total + reading[figure], 0);
  return { ...consumption, at: performance.now(), tokens: sum("tokens"), bytes: sum("bytes") };
}

function figures(readings: readonly Reading[], { start, end, delaysMs }: Window): Paced {
  const tokens = end.tokens - start.tokens;
  const lastOpened = readings.slice(-Math.ceil(readings.length / 4));
  return {
    firstTokenMs: median(lastOpened.map(({ firstTokenMs }) => firstTokenMs)),
    delayP50Ms: median(delaysMs),
    delayP99Ms: quantile(delaysMs, 0.99),
    tokensPerSecond: (tokens / (end.at - start.at)) * 1_000,
    bytesPerToken: (end.bytes - start.bytes) / tokens,
    cpuMs: ((end.cpuMs - start.cpuMs) / tokens) * 1_000,
    residentMb: end.residentMb,
  };
}
