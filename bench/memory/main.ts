import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { startProcess, type MeasuredProcess } from "../stream/measured-process.ts";
import { median } from "../stream/quantile.ts";
import { talk } from "./talk.ts";

/** F47, `npm run soak:memory -- [--events N] [--talkers N]`: the server's memory while a million events pass. */
const EVENTS = 1_000_000;
const TALKERS = 60;
const SAMPLES = 40;
/** The part of the events after which memory has to stay where it is, and how far it may stray. */
const WARM_UP = 0.25;
const TOLERANCE = 0.1;
const TOKEN = "bench";

const { values } = parseArgs({
  options: { events: { type: "string" }, talkers: { type: "string" } },
});
const events = Number(values.events ?? EVENTS);
const talkers = Number(values.talkers ?? TALKERS);

interface Sample {
  readonly events: number;
  readonly seconds: number;
  readonly residentMb: number;
  readonly heapMb: number;
}

const data = await mkdtemp(join(tmpdir(), "uar-soak-"));
const started: MeasuredProcess[] = [];
try {
  const upstream = await start("../stream/mock-upstream.ts", [], {});
  const server = await start("../../server/main.ts", ["serve"], {
    UAR_TOKEN: TOKEN,
    UAR_PORT: "0",
    UAR_DATA: data,
    OPENAI_BASE_URL: upstream.url,
  });
  process.exitCode = judge(await soak(server)) ? 0 : 1;
} finally {
  for (const child of started.toReversed()) await child.stop();
  await rm(data, { recursive: true });
}

async function start(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const options = {
    script: new URL(script, import.meta.url),
    args,
    env,
    nodeArgs: ["--expose-gc"],
  };
  const child = await startProcess(options);
  started.push(child);
  return child;
}

/** Talks until so many events have passed; looks at the server's memory on the way. */
async function soak(server: MeasuredProcess): Promise<readonly Sample[]> {
  const { origin } = new URL(server.url);
  const samples: Sample[] = [];
  const begin = performance.now();
  let passed = 0;
  const heard = (count: number) => {
    passed += count;
  };
  const talking = Promise.all(
    Array.from({ length: talkers }, () =>
      talk({ origin, token: TOKEN, heard, isOver: () => passed >= events }),
    ),
  );
  const isDone = talking.then(() => true);
  while (!(await Promise.race([isDone, reaches(() => passed, next(samples.length))]))) {
    samples.push(await sample(server, passed, begin));
  }
  samples.push(await sample(server, passed, begin));
  return samples;
}

function next(samples: number): number {
  return ((samples + 1) * events) / SAMPLES;
}

/** Resolves with false once a count is reached. */
async function reaches(count: () => number, goal: number): Promise<false> {
  while (count() < goal) await new Promise((resolve) => setTimeout(resolve, 250));
  return false;
}

async function sample(server: MeasuredProcess, passed: number, begin: number): Promise<Sample> {
  const { residentMb, heapMb } = await server.consumption();
  const seconds = Math.round((performance.now() - begin) / 1_000);
  const taken = { events: passed, seconds, residentMb, heapMb };
  console.log(
    `${passed} events, ${seconds} s: ${Math.round(residentMb)} MB resident, ${Math.round(heapMb)} MB heap`,
  );
  return taken;
}

function judge(samples: readonly Sample[]): boolean {
  const warm = samples.filter((taken) => taken.events >= events * WARM_UP);
  const stray = (figure: "residentMb" | "heapMb") => {
    const all = warm.map((taken) => taken[figure]);
    const middle = median(all);
    return Math.max(...all.map((value) => Math.abs(value - middle) / middle));
  };
  const [resident, heap] = [stray("residentMb"), stray("heapMb")];
  console.log(
    `After ${WARM_UP * 100} % of the events, resident memory strays by ${percent(resident)} from its median, the heap by ${percent(heap)}`,
  );
  return resident <= TOLERANCE;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
