import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { writeThreads } from "#runtime/testing/long-thread.ts";
import { urls } from "#views/urls.ts";
import { startProcess, type MeasuredProcess } from "../stream/measured-process.ts";
import { median } from "../stream/quantile.ts";

/**
 * `npm run bench:thread -- [--threads N] [--turns N] [--events N]`: how long a server takes to show a long
 * session, or one of many. Run it under `ulimit -n 128` to see how few open files it needs.
 */
const THREADS = 1;
const TURNS = 2_000;
const EVENTS_PER_TURN = 50;
const WARM_VIEWS = 20;
const TOKEN = "bench";
const FRAGMENT = { "hx-request": "true" };

interface Row {
  readonly what: string;
  readonly ms: number;
  readonly "cpu ms": number;
  readonly "html KB": number;
  readonly "resident MB": number;
}

const { values } = parseArgs({
  options: { threads: { type: "string" }, turns: { type: "string" }, events: { type: "string" } },
});
const threads = Number(values.threads ?? THREADS);
const turns = Number(values.turns ?? TURNS);
const eventsPerTurn = Number(values.events ?? EVENTS_PER_TURN);
const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
try {
  const [{ session_id } = { session_id: "" }] = await writeThreads(data, {
    threads,
    turns,
    eventsPerTurn,
  });
  console.log(
    `${threads} threads of ${turns} turns and ${turns * eventsPerTurn} events, Node ${process.version}`,
  );
  console.table([
    ...(await withServer((server) => firstViews(server, session_id, "no fold kept"))),
    ...(await withServer(async (server) => [
      ...(await firstViews(server, session_id, "its fold kept")),
      ...(await furtherViews(server, session_id)),
    ])),
  ]);
} finally {
  await rm(data, { recursive: true });
}

/** What it costs to come to the end of the session right after a start, and once more. */
async function firstViews(server: MeasuredProcess, session: string, how: string) {
  const end = urls.session(session);
  return [
    await viewed(server, `the end, cold, ${how}`, [end]),
    await viewed(
      server,
      `the end, warm, ${how}`,
      Array.from({ length: WARM_VIEWS }, () => end),
    ),
  ];
}

async function furtherViews(server: MeasuredProcess, session: string): Promise<readonly Row[]> {
  const page = await (await view(server, urls.session(session))).text();
  const earlier = /href="([^"]+before=[^"]+)"/.exec(page)?.[1] ?? "";
  const old = turnIn(page).replace(/x\d+$/, "x0");
  const again = (path: string) => Array.from({ length: WARM_VIEWS }, () => path);
  return [
    ...(earlier === "" ? [] : [await viewed(server, "the turns before", again(earlier), FRAGMENT)]),
    await viewed(
      server,
      "the oldest turn, by its address",
      again(urls.session(session, { turn: old })),
    ),
    await viewed(server, "/runs", again(urls.runs())),
    await viewed(server, "/sessions", again(urls.sessions())),
  ];
}

/** Gets addresses one after the other; the median counts. */
async function viewed(
  server: MeasuredProcess,
  what: string,
  paths: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Row> {
  const before = await server.consumption();
  const times: number[] = [];
  let bytes = 0;
  for (const path of paths) {
    const start = performance.now();
    const response = await view(server, path, headers);
    if (!response.ok) throw new Error(`"${path}" answered ${response.status}`);
    bytes = (await response.arrayBuffer()).byteLength;
    times.push(performance.now() - start);
  }
  const after = await server.consumption();
  return {
    what,
    ms: Math.round(median(times)),
    "cpu ms": Math.round((after.cpuMs - before.cpuMs) / paths.length),
    "html KB": Math.round(bytes / 1_000),
    "resident MB": Math.round(after.residentMb),
  };
}

function view(server: MeasuredProcess, path: string, headers = {}): Promise<Response> {
  const { origin } = new URL(server.url);
  return fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
}

function turnIn(page: string): string {
  return /<article class="turn" id="([^"]+)"/.exec(page)?.[1] ?? "";
}

async function withServer(
  measure: (server: MeasuredProcess) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const server = await startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    env: { UAR_TOKEN: TOKEN, UAR_PORT: "0", UAR_DATA: data },
  });
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}
