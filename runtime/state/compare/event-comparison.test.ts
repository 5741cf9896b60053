import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { ALIGNMENTS, type AlignBy } from "./alignment.ts";
import { compareEvents, type EventComparison } from "./event-comparison.ts";
import { scriptedRun, type Deed, type Script } from "./testing/scripted-run.ts";

const word = fc.constantFrom("log", "retry", "again", "done", "no");
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ does: fc.constantFrom("think" as const, "say" as const), text }),
  fc.record({
    does: fc.constant("call" as const),
    tool: fc.constantFrom("read", "write"),
    path: word,
    result: word,
    fails: fc.boolean(),
  }),
);
const script: fc.Arbitrary<Script> = fc.record({
  question: word,
  steps: fc.array(fc.array(deed, { maxLength: 4 }), { maxLength: 5 }),
});
const circumstances = fc.record({
  salt: fc.constantFrom("0a", "7k", "zz"),
  cut: fc.integer({ min: 1, max: 9 }),
  pace: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 })),
});
const run = fc.tuple(script, circumstances).map((drawn) => scriptedRun(...drawn));
const by = fc.constantFrom(...ALIGNMENTS);

function mirrored({ same, changed, removed, added }: EventComparison["counts"]) {
  return { same, changed, removed: added, added: removed };
}

/** What the comparison makes of A: what is the same stays, all else is as B has it. */
function applied({ rows, a, b }: EventComparison): readonly (string | undefined)[] {
  return rows.flatMap((row) => {
    if (row.op === "removed") return [];
    return [row.op === "same" ? a[row.a]?.key : b[row.b]?.key];
  });
}

function keys(units: EventComparison["a"]): readonly string[] {
  return units.map(({ key }) => key);
}

describe("compareEvents()", () => {
  it("turns A into B when it is applied, and holds all of A, however it aligns", () => {
    fc.assert(
      fc.property(run, run, by, (left, right, alignment) => {
        const comparison = compareEvents(left, right, alignment);

        expect(applied(comparison)).toEqual(keys(comparison.b));
        expect(comparison.rows.flatMap(({ a }) => a ?? [])).toEqual([...comparison.a.keys()]);
      }),
    );
  });

  it("finds as much the other way round", () => {
    fc.assert(
      fc.property(run, run, by, (left, right, alignment) => {
        const there = compareEvents(left, right, alignment);
        const back = compareEvents(right, left, alignment);

        const rows = ({ rows: all }: EventComparison, op: string) =>
          all.filter((row) => row.op === op).length;
        expect(rows(back, "same")).toBe(rows(there, "same"));
        expect({ ...back.counts, same: 0 }).toEqual({ ...mirrored(there.counts), same: 0 });
        expect(back.differences.length).toBe(there.differences.length);
      }),
    );
  });

  it("finds nothing between runs that differ in ids, times and the cut of their texts alone", () => {
    fc.assert(
      fc.property(script, circumstances, circumstances, (same, here, there) => {
        const comparison = compareEvents(scriptedRun(same, here), scriptedRun(same, there));

        expect(comparison.differences).toEqual([]);
        expect(comparison.counts).toMatchObject({ changed: 0, removed: 0, added: 0 });
      }),
    );
  });

  it("counts every event of both runs once", () => {
    fc.assert(
      fc.property(run, run, (left, right) => {
        const { rows, a, b } = compareEvents(left, right);
        const events = (units: EventComparison["a"], places: readonly number[]) =>
          places.reduce((sum, place) => sum + (units[place]?.count ?? 0), 0);

        expect(
          events(
            a,
            rows.flatMap((row) => row.a ?? []),
          ),
        ).toBe(left.length);
        expect(
          events(
            b,
            rows.flatMap((row) => row.b ?? []),
          ),
        ).toBe(right.length);
      }),
    );
  });
});

/** An event of the run that is told, at its end. */
function facts(draft: EventDraft): readonly RuntimeEvent[] {
  const last = scriptedRun({ question: "Go", steps: [] }, HERE).slice(-1);
  return last.map((event) => ({ ...event, ...draft }));
}

const HERE = { salt: "0a", cut: 4, pace: 10 };
const THERE = { salt: "7k", cut: 3, pace: 25 };
const READ = { does: "call", tool: "read", path: "a.md", result: "Yes", fails: false } as const;
const SAY = { does: "say", text: "It is done" } as const;

/** The rows that are not the same, as `sign type|type`. */
function differing({ rows, a, b }: EventComparison): readonly string[] {
  const sign = { same: "=", changed: "≠", removed: "−", added: "+" };
  return rows
    .filter(({ op }) => op !== "same")
    .map((row) => `${sign[row.op]} ${a[row.a ?? -1]?.type ?? ""}|${b[row.b ?? -1]?.type ?? ""}`);
}

function compared(a: Script["steps"], b: Script["steps"], alignment: AlignBy = "step") {
  const left = scriptedRun({ question: "Go", steps: a }, HERE);
  const right = scriptedRun({ question: "Go", steps: b }, THERE);
  return compareEvents(left, right, alignment);
}

describe("an alignment by step", () => {
  it("puts the failure of a call beside the result of the same call", () => {
    expect(differing(compared([[READ], [SAY]], [[{ ...READ, fails: true }], [SAY]]))).toEqual([
      "≠ tool.result|tool.failed",
    ]);
  });

  it("takes one more step as a whole out of the way", () => {
    const again = { ...READ, path: "b.md" };

    const { rows, differences, counts } = compared([[READ], [again], [SAY]], [[READ], [SAY]]);

    expect(differences).toHaveLength(1);
    expect(rows.slice(differences[0]?.from, differences[0]?.to).map(({ op }) => op)).toEqual(
      Array.from({ length: 5 }, () => "removed"),
    );
    expect(counts).toMatchObject({ changed: 0, added: 0 });
  });

  it("lays the steps beside each other at which the same request got another answer", () => {
    const other = { does: "say", text: "I have read it" } as const;

    expect(differing(compared([[SAY]], [[READ], [other]])).slice(0, 3)).toEqual([
      "− model.delta|",
      "≠ model.completed|model.completed",
      "+ |tool.started",
    ]);
  });

  it("compares a text as a whole, however it was cut", () => {
    const other = { does: "say", text: "It is not done" } as const;

    const comparison = compared([[SAY]], [[other]]);

    expect(differing(comparison)).toEqual(["≠ model.delta|model.delta"]);
    expect(comparison.counts.changed).toBe(1);
  });

  it("leaves aside which pass of the loop it was, how long it took and when it ends", () => {
    const told = (pass: number) => [
      ...scriptedRun({ question: "Go", steps: [] }, HERE),
      ...facts({ type: "run.status", payload: { status: "running", title: "Asking", pass } }),
      ...facts({
        type: "rate_limit.hit",
        payload: { provider: "p", scope: "unknown", retry_after_ms: pass },
      }),
      ...facts({
        type: "limit.changed",
        payload: { limit: "wall_time", used: pass, max: 9, state: "ok" },
      }),
    ];

    expect(compareEvents(told(1), told(2)).differences).toEqual([]);
  });

  it("sees what a model, a tool or a person wrote, also under the name of an id", () => {
    const started = (path: string): RuntimeEvent[] =>
      scriptedRun({ question: "Go", steps: [[READ]] }, HERE).map((event) =>
        event.type === "tool.started"
          ? { ...event, payload: { ...event.payload, arguments: { session_id: path } } }
          : event,
      );

    expect(differing(compareEvents(started("one"), started("two")))).toEqual([
      "≠ tool.started|tool.started",
    ]);
  });

  it("takes an id of the run within a text for what it stands for", () => {
    const told = (circumstances: typeof HERE) => {
      const events = scriptedRun({ question: "Go", steps: [[SAY]] }, circumstances);
      const run_id = events[0]?.run_id ?? "";
      return events.map((event) =>
        event.type === "model.delta"
          ? { ...event, payload: { text: event.payload.text === "It i" ? run_id : "" } }
          : event,
      );
    };

    expect(compareEvents(told(HERE), told({ ...HERE, salt: "7k" })).differences).toEqual([]);
  });
});

describe("an alignment of runs that differ too much", () => {
  const noise = (salt: string) =>
    Array.from({ length: 1_500 }, (_, at) => ({
      does: "call" as const,
      tool: "read",
      path: at % 100 === 0 ? `${at}` : `${salt}${at}`,
      result: "Yes",
      fails: false,
    }));

  it("says that it is not the best one, and still holds all of both", () => {
    const comparison = compared([noise("a")], [noise("b")]);

    expect(comparison.isExact).toBe(false);
    expect(applied(comparison)).toEqual(keys(comparison.b));
    expect(compared([noise("a")], [noise("a")]).isExact).toBe(true);
  });
});

describe("an alignment by sequence", () => {
  it("lays the nth beside the nth, whatever it is", () => {
    const { rows } = compared([[READ, SAY]], [[SAY]], "seq");

    expect(rows.every(({ op, a, b }) => op === "removed" || op === "added" || a === b)).toBe(true);
  });
});

describe("an alignment by time", () => {
  it("lays beside each other what happens in one moment, and nothing that does not", () => {
    const slow = scriptedRun({ question: "Go", steps: [[READ], [SAY]] }, { ...HERE, pace: 1_000 });
    const fast = scriptedRun({ question: "Go", steps: [[READ], [SAY]] }, { ...HERE, pace: 10 });

    const { rows, counts } = compareEvents(slow, fast, "time");

    expect(counts.same).toBe(1);
    expect(rows[0]).toEqual({ op: "same", a: 0, b: 0 });
    expect(compareEvents(slow, slow, "time").differences).toEqual([]);
  });
});
