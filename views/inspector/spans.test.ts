import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { sampleRun } from "./sample-run.ts";
import { scriptRun } from "./script-run.ts";
import { spanRows } from "./span-rows.ts";
import { spansOf, type Span } from "./spans.ts";

const index = new EventIndex(sampleRun());
const spans = spansOf(index);

function named(name: string, from: readonly Span[] = spans): readonly Span[] {
  return from.filter((span) => span.name === name);
}

describe("spansOf()", () => {
  it("begins with the whole run", () => {
    expect(spans[0]).toMatchObject({
      kind: "run",
      from: 0,
      to: index.end,
      first: 1,
      last: 206,
      state: "done",
    });
  });

  it("lasts a model call from its request to its end", () => {
    const [first] = named("model gpt-5-mini");

    expect(first).toMatchObject({ from: 49, to: 1_487, state: "done", outcome: "460 tok" });
  });

  it("tells how a tool ended", () => {
    expect(named("tests.run").map(({ state, outcome }) => [state, outcome])).toEqual([
      ["failed", "timed out"],
      ["done", ""],
    ]);
  });

  it("lasts an approval as long as the person took", () => {
    const [approval] = named("approval fs.write_file");

    expect(approval).toMatchObject({ state: "done", outcome: "allow once", lane: "approvals" });
    expect((approval?.to ?? 0) - (approval?.from ?? 0)).toBe(1_400);
  });

  it("keeps what is still open open, up to the newest event", () => {
    const half = new EventIndex(sampleRun().slice(0, 93));

    const [run, ...rest] = spansOf(half);

    expect(run).toMatchObject({ state: "open", to: half.end });
    expect(named("tests.run", rest)).toMatchObject([{ state: "open", to: half.end, last: 93 }]);
  });

  it("knows that a call was tried before", () => {
    const retried = new EventIndex(
      scriptRun((write) => {
        write(0, {
          type: "tool.started",
          tool_call_id: "call_1",
          payload: {
            name: "x__y",
            arguments: {},
            effect: "read",
            attempt: 2,
            idempotency_key: "k",
          },
        });
      }),
    );

    expect(spansOf(retried)[1]).toMatchObject({ name: "x.y", attempt: 2 });
  });
});

describe("spans of work that others do", () => {
  it("last from the spawning of an agent to its end", () => {
    const child = { agent: "scout", objective: "Look", child_thread_id: "th_2", depth: 1 };
    const spawned = new EventIndex(
      scriptRun((write) => {
        write(0, { type: "turn.submitted", payload: { input: { text: "?" }, options: {} } });
        write(5, { type: "subagent.spawned", subagent_id: "sa_1", payload: child });
        write(70, { type: "subagent.completed", subagent_id: "sa_1", payload: { result: "ok" } });
      }),
    );

    expect(spansOf(spawned)[1]).toMatchObject({
      kind: "subagent",
      name: "agent scout",
      from: 5,
      to: 75,
      state: "done",
    });
  });

  it("say how an agent stands while it is at work", () => {
    const child = { agent: "scout", objective: "Look", child_thread_id: "th_2", depth: 1 };
    const payload = { status: "waiting_permission", title: "Waits for a person's answer: write" };
    const waiting = new EventIndex(
      scriptRun((write) => {
        write(0, { type: "subagent.spawned", subagent_id: "sa_1", payload: child });
        write(5, { type: "subagent.status", subagent_id: "sa_1", payload });
      }),
    );

    expect(spansOf(waiting)[1]).toMatchObject({ state: "open", outcome: "waiting permission" });
  });

  it("end where a call or a request is begun again", () => {
    const again = new EventIndex(
      scriptRun((write) => {
        for (const attempt of [1, 2]) {
          const call = { name: "x__y", arguments: {}, effect: "read", attempt } as const;
          const payload = { ...call, idempotency_key: "k" };
          write(10, { type: "tool.started", tool_call_id: "call_1", payload });
        }
      }),
    );

    expect(spansOf(again).slice(1)).toMatchObject([
      { from: 0, to: 10, outcome: "begun again" },
      { from: 10, attempt: 2, state: "open" },
    ]);
  });
});

describe("the spans of a fork", () => {
  it("end where it left its origin, for what was under way there begins anew", () => {
    const call = { name: "x__y", arguments: {}, effect: "read", idempotency_key: "k" } as const;
    const cut = new EventIndex(
      scriptRun((write) => {
        write(0, {
          type: "tool.started",
          tool_call_id: "call_1",
          payload: { ...call, attempt: 1 },
        });
        write(9_000, {
          type: "thread.started",
          payload: { forked_from: { thread_id: "th_0", sequence: 1 } },
        });
        write(0, {
          type: "tool.started",
          tool_call_id: "call_2",
          payload: { ...call, attempt: 1 },
        });
      }),
    );

    expect(named("x.y", spansOf(cut))).toMatchObject([
      { state: "done", outcome: "left by the fork", to: 0 },
      { state: "open" },
    ]);
  });
});

describe("spanRows()", () => {
  it("lays steps out below the run, and what happens in them below the steps", () => {
    expect(
      spanRows(spans)
        .slice(0, 5)
        .map(({ name, depth }) => [depth, name]),
    ).toEqual([
      [0, "r_8f2c"],
      [1, "step 1"],
      [2, "model gpt-5-mini"],
      [2, "fs.read_file"],
      [2, "fs.search"],
    ]);
  });

  it("shares a row between calls of one tool that follow each other, never between overlapping ones", () => {
    const call = (from: number, to: number): Span => ({
      kind: "tool",
      id: `${from}`,
      name: "fs.search",
      lane: "tools",
      from,
      to,
      first: 1,
      last: 2,
      state: "done",
      outcome: "",
      attempt: 1,
      step: 1,
    });

    const rows = spanRows([call(0, 5), call(2, 4), call(5, 9)]);

    expect(rows.map((row) => row.spans.map((span) => span.from))).toEqual([[0, 5], [2]]);
  });
});
