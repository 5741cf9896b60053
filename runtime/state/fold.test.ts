import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SAMPLE_EVENTS } from "#runtime/event/samples.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { emptyThread, fold } from "./fold.ts";
import type { ThreadState } from "./thread-state.ts";

const EVERYTHING = `
- steps:
    - reasoning: Look first
    - text: I will read two files
    - calls:
        - { tool: read, arguments: { path: a.md } }
        - { tool: read, arguments: { path: missing.md } }
- steps:
    - text: "The answer, [1]"
    - citation: { title: a.md, path: a.md, start_line: 1, end_line: 2, quote: hello, call: 1 }
    - bundle: { artifact: chart, title: Chart, html: <b>1</b> }
`;

async function recordedEvents(): Promise<readonly RuntimeEvent[]> {
  const runtime = await testRuntime({ passes: EVERYTHING });
  return (await runtime.ask("Everything")).events;
}

const foldAll = (events: readonly RuntimeEvent[], from?: ThreadState) =>
  events.reduce(fold, from ?? emptyThread("s_1", "th_1"));

describe("fold()", () => {
  it("gives the same state for the whole log and for any prefix followed by its rest", async () => {
    const events = await recordedEvents();
    const whole = foldAll(events);

    fc.assert(
      fc.property(fc.nat({ max: events.length }), (at) => {
        const prefix = foldAll(events.slice(0, at));
        const stored = JSON.parse(JSON.stringify(prefix)) as ThreadState;

        expect(foldAll(events.slice(at), stored)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it("never changes a state that it was given", async () => {
    const events = await recordedEvents();
    let state = emptyThread("s_1", "th_1");

    for (const event of events) {
      const before = JSON.stringify(state);
      const kept = state;
      state = fold(state, event);
      expect(JSON.stringify(kept)).toBe(before);
    }
  });

  it("shares what an event did not touch", async () => {
    const events = await recordedEvents();
    const at = events.findIndex(({ type }) => type === "artifact.changed");
    const state = foldAll(events.slice(0, at));
    const before = state.turns[0]?.run;
    const after = foldAll(events.slice(at, at + 1), state).turns[0]?.run;

    expect(after?.parts[0]).toBe(before?.parts[0]);
    expect(after?.calls).toBe(before?.calls);
  });

  it("takes every class of the catalogue, and moves on past one that it does not know", () => {
    const state = foldAll(SAMPLE_EVENTS);
    // A newer writer's event: the log keeps it, the fold must not stumble.
    const unknown = { ...state, type: "future.thing", sequence: 9, payload: {} } as never;

    expect(fold(state, unknown)).toMatchObject({ sequence: 9, turns: state.turns });
  });

  it("leaves a run at its end, whatever comes behind it", async () => {
    const events = await recordedEvents();
    const ended = foldAll(events);
    const [turn] = ended.turns;
    if (turn === undefined) throw new Error("The recording has a turn");
    const { turn_id, task_id, run_id } = turn;

    for (const sample of SAMPLE_EVENTS) {
      const late = { ...sample, turn_id, task_id, run_id, sequence: ended.sequence + 1 };
      // The sample is an event of another run; only its ids changed.
      const after = fold(ended, late as RuntimeEvent).turns.find(
        (each) => each.turn_id === turn_id,
      );
      expect([sample.type, after?.run.status]).toEqual([sample.type, "completed"]);
    }
  });

  it("closes a part when another lane speaks, so that each part is one piece", async () => {
    const { turns } = foldAll(await recordedEvents());
    const parts = turns[0]?.run.parts ?? [];

    expect(parts.map(({ kind }) => kind)).toEqual(["reasoning", "text", "tools", "text", "bundle"]);
    expect(parts.some((part) => "open" in part && part.open)).toBe(false);
    for (const [index, part] of parts.entries()) {
      expect(part.last_sequence).toBeGreaterThanOrEqual(part.sequence);
      expect(part.sequence).toBeGreaterThan(parts[index - 1]?.sequence ?? 0);
    }
  });
});
