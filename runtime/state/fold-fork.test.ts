import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SAMPLE_EVENTS } from "#runtime/event/samples.ts";
import { plan } from "#runtime/pmpo/plan.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { emptyThread, fold } from "./fold.ts";
import { isReused, isTerminal } from "./run-queries.ts";
import type { RunState, ThreadState } from "./thread-state.ts";

const BRANCH = "th_branch";
const GOLDEN = new URL("../replay/golden/", import.meta.url);
/** Logs as the loop wrote them: every kind of step, call, question and end. */
const HISTORIES = readdirSync(GOLDEN)
  .filter((file) => file.endsWith(".jsonl"))
  .map((file) => readRecording(readFileSync(new URL(file, GOLDEN), "utf8")));

/** Any events in any order, numbered as a log numbers them. */
const anyLog = fc
  .array(fc.constantFrom(...SAMPLE_EVENTS), { minLength: 1, maxLength: 60 })
  .map((events) => events.map((event, index) => ({ ...event, sequence: index + 1 })));
const anyHistory = fc.constantFrom(...HISTORIES);

/** A log, and a place in it. */
const anyPlace = fc
  .oneof(anyLog, anyHistory)
  .chain((events) => fc.tuple(fc.constant(events), fc.integer({ min: 1, max: events.length })));

describe("a branch after an event", () => {
  it("is what its origin was there, but for what was under way and what is the branch's own", () => {
    fc.assert(
      fc.property(anyPlace, ([events, sequence]) => {
        const prefix = events.slice(0, sequence);
        const origin = foldAll(prefix, "th_origin");
        const started = startedAfter(prefix);
        const { hidden: _, active_thread_id: __, aside: ___, ...kept } = origin;

        const branch = fold(foldAll(prefix, BRANCH), started);

        expect(branch).toEqual({
          ...kept,
          thread_id: BRANCH,
          sequence: sequence + 1,
          updated_at: started.timestamp,
          forked_from: started.payload.forked_from,
          turns: origin.turns.filter(({ run }) => isTerminal(run.status)),
          aside: origin.turns.filter(({ run }) => !isTerminal(run.status)),
          queue: [],
        });
      }),
      { numRuns: 400 },
    );
  });
});

describe("a run that goes on from the midst of another", () => {
  it("has all that was done there, and nothing that was under way", () => {
    fc.assert(
      fc.property(anyCut, ([events, sequence, cut]) => {
        const run = adopted(events, sequence, cut.run_id);
        const ended = cut.calls.filter(({ output, error }) => output ?? error);

        expect(run.calls.filter((call) => isReused(run, call))).toEqual(ended);
        expect(run.steps.map(({ step_id }) => step_id)).toEqual(
          cut.steps.map(({ step_id }) => step_id),
        );
        expect(run.steps.every(({ state }) => state !== "open")).toBe(true);
        expect(run.parts.some((part) => "open" in part && part.open)).toBe(false);
        expect(run.approvals.filter(({ decision }) => decision === undefined)).toEqual([]);
        expect(run).toMatchObject({ status: "queued", usage: {}, first_sequence: sequence + 2 });
        for (const gone of ["cost", "cancel", "recovery", "error", "task_end", "routing"]) {
          expect(run).not.toHaveProperty(gone);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("can take a step at once, whatever was cut off", () => {
    fc.assert(
      fc.property(anyCut, ([events, sequence, { run_id }]) => {
        const step = plan(adopted(events, sequence, run_id));

        expect(["call_model", "authorize", "overrule", "finish"]).toContain(step.step);
      }),
      { numRuns: 400 },
    );
  });

  it("says which runs it came from, and from where on, however often it was forked", () => {
    const [events = []] = HISTORIES;
    const sequence = events.findIndex(({ type }) => type === "model.completed") + 1;
    const begin = events.find(({ type }) => type === "turn.submitted");
    const once = branchLog(events, sequence, begin?.run_id ?? "", "r_first");

    const twice = foldAll(branchLog(once, once.length, "r_first", "r_second"), BRANCH);

    expect(twice.turns.at(-1)?.run.forked_from).toMatchObject({
      run_id: "r_first",
      run_ids: [begin?.run_id, "r_first"],
      first_sequence: begin?.sequence,
      reused: { model_steps: 1 },
    });
  });
});

/** A history, a place in the midst of one of its runs, and that run as it was there. */
const anyCut = anyHistory
  .chain((events) => fc.tuple(fc.constant(events), fc.integer({ min: 1, max: events.length })))
  .map(([events, sequence]): [readonly RuntimeEvent[], number, RunState | undefined] => {
    const { turns } = foldAll(events.slice(0, sequence), "th_origin");
    return [events, sequence, turns.find(({ run }) => !isTerminal(run.status))?.run];
  })
  .filter((cut): cut is [readonly RuntimeEvent[], number, RunState] => cut[2] !== undefined);

function adopted(events: readonly RuntimeEvent[], sequence: number, run_id: string): RunState {
  const { turns } = foldAll(branchLog(events, sequence, run_id, "r_branch"), BRANCH);
  const run = turns.at(-1)?.run;
  if (run?.run_id !== "r_branch") throw new Error("The branch has no turn");
  return run;
}

/** The events of a branch that leaves in the midst of a run, up to its own turn. */
function branchLog(
  events: readonly RuntimeEvent[],
  sequence: number,
  run_id: string,
  own: string,
): readonly RuntimeEvent[] {
  const prefix = events.slice(0, sequence);
  const text = textOf(prefix, run_id);
  const started = startedAfter(prefix);
  const submitted: EventOf<"turn.submitted"> = {
    ...started,
    type: "turn.submitted",
    sequence: sequence + 2,
    turn_id: `t_${own}`,
    run_id: own,
    payload: { input: { text }, options: {}, forked_from: { run_id, sequence } },
  };
  return [...prefix, started, submitted];
}

function textOf(events: readonly RuntimeEvent[], run_id: string): string {
  for (const event of events) {
    if (event.type === "turn.submitted" && event.run_id === run_id) return event.payload.input.text;
  }
  return "";
}

function startedAfter(prefix: readonly RuntimeEvent[]): EventOf<"thread.started"> {
  const sequence = prefix.length;
  const { session_id, schema_version } = prefix[0] ?? { session_id: "s_1", schema_version: "1" };
  return {
    type: "thread.started",
    event_id: `ev_${sequence}`,
    timestamp: "2026-12-01T00:00:00.000Z",
    sequence: sequence + 1,
    schema_version,
    session_id,
    thread_id: BRANCH,
    payload: { forked_from: { thread_id: "th_origin", sequence } },
  };
}

function foldAll(events: readonly RuntimeEvent[], thread_id: string): ThreadState {
  return events.reduce(fold, emptyThread(events[0]?.session_id ?? "s_1", thread_id));
}
