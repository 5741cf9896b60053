import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import { EventIndex } from "./event-index.ts";
import { RunStates, SNAPSHOT_EVENTS } from "./run-states.ts";
import { sampleRun } from "./sample-run.ts";
import { scriptRun, text } from "./script-run.ts";

const long = scriptRun((write) => {
  write(0, { type: "turn.submitted", payload: { input: { text: "Go" }, options: {} } });
  write(5, { type: "turn.started", payload: { agent: "a", model: "m" } });
  text(write, "st_1", "word ".repeat(3 * SNAPSHOT_EVENTS), 10);
});

describe("RunStates", () => {
  it("is the fold of the thread's own events, at each of them", () => {
    const entries = sampleRun();
    const states = new RunStates(new EventIndex(entries));

    let thread = emptyThread("s_1", "th_1");
    for (const [position, { event }] of entries.entries()) {
      thread = fold(thread, event);
      expect(states.at(position)).toEqual(thread.turns[0]);
    }
  });

  it("gives the same state whatever was looked at before", () => {
    const index = new EventIndex(long);
    const fresh = (position: number) => new RunStates(index).at(position);
    const states = new RunStates(index);

    fc.assert(
      fc.property(fc.array(fc.nat(index.count - 1), { minLength: 1, maxLength: 8 }), (visits) => {
        for (const position of visits) expect(states.at(position)).toEqual(fresh(position));
      }),
      { numRuns: 30 },
    );
  });

  it("knows nothing before the question, and grows with the index", () => {
    const index = new EventIndex(long.slice(0, 1));
    const states = new RunStates(index);

    expect(states.at(-1)).toBeUndefined();
    expect(states.at(0)?.run.status).toBe("queued");
    for (const entry of long) index.add(entry);
    expect(states.at(1)?.run.status).toBe("running");
  });
});
