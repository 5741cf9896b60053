import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { castOf, type CastOptions } from "./cast.ts";
import { Moments } from "./moments.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { goOn } from "./virtual-time.ts";
import { watchedStore } from "./watched-store.ts";

const HOUR_MS = 3_600_000;
/** A person takes this long to answer a question. */
const ANSWER_MS = 1_500;
/** How long a stopped run may take to end. */
const LIMIT_MS = 5_000;
/** How many steps of other work come between a moment and the stop. */
const DELAYS = [0, 1, 3, 8];

describe.each(["nobody", "tool", "model"] as const)(
  "F19 cancel-anywhere: a run in which %s is deaf",
  (deaf) => {
    it("ends within five seconds wherever it is stopped, once, and leaves nobody at work", async () => {
      const free = await play({ deaf });
      expect(free).toMatchObject({ status: "completed", wrong: [] });
      expect(free.moments).toBeGreaterThan(100);

      const stopped = new Set<string>();
      for (let at = 1; at <= free.moments; at += 1) {
        for (const delay of DELAYS) {
          const { status, wrong } = await play({ deaf, stop: { at, delay } });
          expect({ at, delay, wrong }).toEqual({ at, delay, wrong: [] });
          stopped.add(status);
        }
      }

      expect(stopped).toEqual(new Set(["cancelled", "completed"]));
    }, 120_000);
  },
);

interface Play {
  readonly deaf: CastOptions["deaf"];
  /** The number of the moment at which the run is stopped, and the steps in between; absent, it is not. */
  readonly stop?: { readonly at: number; readonly delay: number };
}

/** Plays one run to its end and an hour on. */
async function play({ deaf, stop = { at: 0, delay: 0 } }: Play) {
  const moments = new Moments();
  const clock = new VirtualClock(moments.pass);
  const cast = castOf({ clock, moments, deaf });
  const events: RuntimeEvent[] = [];
  let workingAtEnd = 0;
  const store = watchedStore(openMemoryStore(), {
    before: moments.pass,
    after: (entries) => {
      events.push(...entries.map(({ event }) => event));
      if (entries.some(({ event }) => isEnd(event))) workingAtEnd = cast.working();
      moments.pass();
    },
  });
  const runtime = await testRuntime({ ...cast, clock, store });
  let stopping: Promise<unknown> = Promise.resolve();
  const { run_id, thread_id } = await runtime.submit("Go");
  moments.when(stop.at, () => {
    stopping = steps(stop.delay).then(() => perform(interruptTurn, { run_id }, runtime.services));
  });
  const thread = await runtime.thread(thread_id);
  answerQuestions();

  await goOn({ clock, moments }, HOUR_MS, () => events.some(isEnd));
  await stopping;
  const length = events.length;
  await goOn({ clock, moments }, clock.monotonic() + HOUR_MS);
  const run = findRun(await thread.state(), run_id);
  if (run === undefined) throw new Error(`No run "${run_id}"`);
  const working = deaf === "nobody" ? workingAtEnd : cast.working();
  return {
    status: run.status,
    moments: moments.count,
    wrong: faultsOf(run, events, { working, later: events.slice(length) }),
  };

  function answerQuestions(): void {
    const never = new AbortController().signal;
    const asks = (known: RunState | undefined) =>
      known?.approvals.find(({ decision }) => decision === undefined)?.action_id;
    thread
      .until((state) => asks(findRun(state, run_id)) !== undefined, never)
      .then(async (state) => {
        const action_id = asks(findRun(state, run_id));
        await clock.sleep(ANSWER_MS);
        await perform(respondAction, { action_id, decision: "allow_once" }, runtime.services);
      })
      .catch(() => {}); // The run was stopped before the answer.
  }
}

/** What is wrong with a run that has ended, in words. */
function faultsOf(
  run: RunState,
  events: readonly RuntimeEvent[],
  { working, later }: { readonly working: number; readonly later: readonly RuntimeEvent[] },
): readonly string[] {
  const ends = events.filter(isEnd);
  const asked = events.find(({ type }) => type === "task.cancel_requested");
  const after = events.slice(asked === undefined ? Infinity : asked.sequence);
  const begun = new Set(after.filter(isWork).map(({ type }) => type));
  const ms = Date.parse(ends[0]?.timestamp ?? "") - Date.parse(asked?.timestamp ?? "");
  const faults: readonly (readonly [boolean, string])[] = [
    [ends.length !== 1, `${ends.length} ends`],
    [ms > LIMIT_MS, `ended after ${ms} ms`],
    [later.length > 0, `goes on with ${later.map(({ type }) => type).join(", ")}`],
    [!isEnd(events.at(-1)), `the last event is ${events.at(-1)?.type}`],
    [working > 0, `${working} at work`],
    [openParts(run) > 0, `${openParts(run)} left open`],
    [begun.size > 1, `goes on with ${[...begun].join(", ")}`],
    [begun.size > 0 && run.status === "completed", "the stop was ignored"],
  ];
  return faults.flatMap(([holds, words]) => (holds ? [words] : []));
}

function openParts({ calls, approvals, steps: asked }: RunState): number {
  return [
    ...calls.filter(({ status }) => !["done", "cancelled", "lost"].includes(status)),
    ...approvals.filter(({ decision }) => decision === undefined),
    ...asked.filter(({ state }) => state === "open"),
  ].length;
}

function isEnd(event: RuntimeEvent | undefined): boolean {
  return event?.type === "turn.completed" || event?.type === "turn.failed";
}

/** What a run does not begin any more once it is told to stop; one beginning may be on its way to the log. */
function isWork({ type }: RuntimeEvent): boolean {
  return ["model.requested", "tool.started", "action.required"].includes(type);
}

async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await Promise.resolve();
}
