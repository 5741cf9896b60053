import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { server, upstream } from "./client.ts";
import { startProcess, type MeasuredProcess } from "./measured-process.ts";
import { measureFirstToken, measureToolRoundTrip } from "./measure-first-token.ts";
import { measureFullSpeed } from "./measure-full-speed.ts";
import { measurePaced } from "./measure-paced.ts";
import { readOptions, type Options } from "./options.ts";
import { firstTokenRow, fullSpeedRows, idleRow, pacedRows, toolRow } from "./rows.ts";
import type { Bench } from "./side-by-side.ts";
import { table, type Row } from "./table.ts";

/** `npm run bench:stream`: what the server adds to reading its upstream directly. */
const TOKEN = "bench";
/** Rounds of measures that take a few milliseconds, for each round asked for. */
const SHORT_ROUNDS = 20;
const WARM_UP = { streams: 20, tokens: 40_000, rounds: 2 };

const options = readOptions(process.argv.slice(2));
const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
const started: MeasuredProcess[] = [];
try {
  const mock = await startProcess({ script: new URL("./mock-upstream.ts", import.meta.url) });
  started.push(mock);
  const ours = await startServer(mock.url);
  started.push(ours);
  const origin = new URL(ours.url).origin;
  const direct = upstream(mock.url);
  const bench = { direct, server: server(origin, TOKEN), serverProcess: ours };
  console.log(
    `Node ${process.version}, ${process.platform}; times vary, ratios of one run compare`,
  );
  console.log(table(await measureAll(bench, options)));
} finally {
  for (const child of started.toReversed()) await child.stop();
  await rm(data, { recursive: true });
}

/** The server as `npm start` has it, with a data folder of its own. */
async function startServer(upstreamUrl: string): Promise<MeasuredProcess> {
  const { profile, record } = options;
  const config = join(data, "config.json");
  await writeFile(config, JSON.stringify({ models: { record } }));
  return startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    nodeArgs: profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile],
    env: {
      UAR_TOKEN: TOKEN,
      UAR_PORT: "0",
      UAR_DATA: data,
      UAR_CONFIG: config,
      OPENAI_BASE_URL: upstreamUrl,
    },
  });
}

async function measureAll(bench: Bench, { only, rounds, seconds, tokens }: Options) {
  const rows: Row[] = [];
  const { residentMb: idleMb } = await bench.serverProcess.consumption();
  rows.push(idleRow(idleMb));
  await measureFullSpeed(bench, WARM_UP);

  const short = rounds * SHORT_ROUNDS;
  if (only.includes("first-token")) rows.push(firstTokenRow(await measureFirstToken(bench, short)));
  if (only.includes("tool")) rows.push(toolRow(await measureToolRoundTrip(bench, short)));
  if (only.includes("paced")) {
    const common = { delivered: 0.98, idleMb };
    const few = await measurePaced(bench, { streams: 50, seconds });
    const delayMs = { p50: 0.25, p99: 2 };
    rows.push(
      ...pacedRows(few, {
        ...common,
        streams: 50,
        cpuMs: 85,
        firstTokenMs: 5,
        delayMs,
        moreMb: 15,
      }),
    );
    const many = await measurePaced(bench, { streams: 200, seconds });
    rows.push(
      ...pacedRows(many, { ...common, streams: 200, cpuMs: 50, firstTokenMs: 5, moreMb: 60 }),
    );
  }
  if (only.includes("full-speed")) {
    for (const streams of [1, 50, 200]) {
      const both = await measureFullSpeed(bench, { streams, tokens, rounds });
      const speed = streams === 50 ? { tokens: 200_000, share: 0.3 } : undefined;
      rows.push(...fullSpeedRows(both, { streams, ...(speed && { speed }) }));
    }
  }
  return rows;
}
