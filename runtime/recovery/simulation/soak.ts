import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, RunStatus } from "#runtime/state/thread-state.ts";
import { systemClock, systemRandom } from "#runtime/system-services.ts";
import { readActs } from "./acting-tool.ts";
import { audit } from "./audit.ts";
import { actsFile, type ProcessLine, type ProcessPlan } from "./process-plan.ts";
import { runProcess } from "./run-process.ts";

/** F07: processes are killed at random moments until the time is over; then the log is held to account. */
const SECONDS = 300;
const THREADS = 20;
/** Rounds on one data directory; then a new one begins, so that there is always work to interrupt. */
const KILLS = 4;
/** A process lives at most so many lines after it was ready: a few hundred are one directory's work. */
const MAX_LINES = 900;

const { values } = parseArgs({ options: { seconds: { type: "string" } } });
const until = systemClock.monotonic() + Number(values.seconds ?? SECONDS) * 1000;
const root = await mkdtemp(join(tmpdir(), "uar-soak-"));
const sum = { directories: 0, kills: 0, acked: 0, lost: 0, repeated: 0, unsettled: 0, twice: 0 };
const ends = new Map<RunStatus, number>();

while (systemClock.monotonic() < until) {
  sum.directories += 1;
  await soak(join(root, String(sum.directories)));
  if (sum.directories % 10 === 0)
    print(`${sum.directories} directories, ${sum.kills} kills so far`);
}
print(JSON.stringify({ ...sum, ends: Object.fromEntries(ends) }));
const faults = sum.lost + sum.repeated + sum.unsettled + sum.twice;
print(faults === 0 ? "Nothing was lost or done twice" : `${faults} faults, see ${root}`);
if (faults === 0) await rm(root, { recursive: true });
process.exitCode = faults === 0 ? 0 : 1;

async function soak(directory: string): Promise<void> {
  const effect = pick(["read", "idempotent", "at_most_once"] as const);
  const plan: ProcessPlan = {
    directories: [directory],
    effect,
    threads: THREADS,
    pause_ms: 1,
    act_ms: 50,
    ...(systemRandom.next() < 0.5 && { outcome: "mark_done" as const }),
  };
  const said: ProcessLine[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const { lines, wasKilled } = await runProcess(plan, atRandom());
    said.push(...lines);
    if (wasKilled) sum.kills += 1;
  }
  said.push(...(await runProcess(plan)).lines);
  await account(directory, effect === "at_most_once", said);
}

async function account(directory: string, isOnce: boolean, said: readonly ProcessLine[]) {
  const { threads, lost, repeated } = await audit(directory, said);
  const acts = readActs(actsFile(directory));
  const runs = threads.flatMap(({ turns }) => turns.map(({ run }) => run));
  for (const { status } of runs) ends.set(status, (ends.get(status) ?? 0) + 1);
  sum.acked += said.filter((line) => "event_id" in line).length;
  sum.lost += lost;
  sum.repeated += repeated;
  sum.unsettled += runs.filter((run) => !isSettled(run, runs)).length;
  if (isOnce) sum.twice += acts.length - new Set(acts).size;
}

/** At its end, or a person has to speak, about it or about the run before it. */
function isSettled({ status, thread_id }: RunState, runs: readonly RunState[]): boolean {
  if (isTerminal(status) || status === "waiting_permission") return true;
  const before = runs.filter((run) => run.thread_id === thread_id);
  return status === "queued" && before.some((run) => run.status === "waiting_permission");
}

/** Kills the process after so many of its lines, that is at any moment of its work. */
function atRandom(): (lines: readonly ProcessLine[], die: () => void) => void {
  const last = Math.ceil(systemRandom.next() * MAX_LINES);
  return (lines, die) => {
    if (lines.length === last) die();
  };
}

function pick<Item>(items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(systemRandom.next() * items.length)] ?? items[0];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
