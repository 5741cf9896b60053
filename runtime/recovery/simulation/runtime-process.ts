import { writeSync } from "node:fs";

import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { ThreadRef } from "#runtime/log/port.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import { ACT, actingModel } from "./acting-model.ts";
import { actingTool } from "./acting-tool.ts";
import { killingStore, parseFailPoint } from "./killing-store.ts";
import { actsFile, ProcessPlan, type ProcessLine } from "./process-plan.ts";

/** A process with a whole runtime on files, without a server, that may die at a fail point. */
const plan = ProcessPlan.parse(JSON.parse(process.argv[2] ?? ""));
const failPoint = parseFailPoint(plan.fail_point);

for (const directory of plan.directories) await work(directory);

async function work(directory: string): Promise<void> {
  const store = await openNodeStore(directory, systemClock);
  const killing = killingStore(store, {
    failPoint,
    die,
    acknowledged: ({ event: { thread_id, sequence, event_id } }) => {
      say({ thread_id, sequence, event_id });
    },
  });
  const pause = () => systemClock.sleep(plan.pause_ms);
  const tool = actingTool(plan.effect, actsFile(directory), async () => {
    if (failPoint?.type === "effect") die();
    await systemClock.sleep(plan.act_ms);
  });
  const runtime = await testRuntime({
    store: killing,
    driver: actingModel(pause),
    tools: [tool],
    policy: { mode: "untrusted" },
  });
  await runtime.boot();
  say({ ready: directory });
  const places = [...(await store.list())];
  while (places.length < plan.threads) places.push(await begin(runtime));
  await Promise.all(places.map((place) => untilAtRest(runtime, place)));
  say({ at_rest: directory });
  await runtime.services.queue.drain();
  await runtime.services.threads.close();
}

async function begin(runtime: TestRuntime): Promise<ThreadRef> {
  const { session_id, thread_id } = await runtime.submit(ACT);
  await runtime.submit("And then", { thread_id });
  return { session_id, thread_id };
}

/** Answers each question of a thread, until all of its runs have ended or one is left to wait. */
async function untilAtRest(runtime: TestRuntime, place: ThreadRef): Promise<void> {
  const thread = await runtime.services.threads.open(place);
  for (;;) {
    const state = await thread.until(
      ({ turns }) =>
        turns.every(({ run }) => isTerminal(run.status)) ||
        turns.some(({ run }) => questionOf(run) !== undefined),
      new AbortController().signal,
    );
    const asked = state.turns.map(({ run }) => questionOf(run)).find(Boolean);
    const decision = asked?.about === undefined ? "allow_once" : plan.outcome;
    if (asked === undefined || decision === undefined) return;
    const { action_id } = asked;
    await perform(respondAction, { action_id, decision }, runtime.services);
  }
}

function questionOf(run: RunState): ApprovalState | undefined {
  return run.approvals.find(({ decision }) => decision === undefined);
}

/** At once on its way to the parent: a line in a buffer would die with the process. */
function say(line: ProcessLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** The signal takes the process before the call returns. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("This process is dead");
}
