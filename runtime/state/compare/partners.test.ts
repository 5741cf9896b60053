import { describe, expect, it } from "vitest";

import type { RunSummary } from "#runtime/state/summary.ts";
import { partnersOf, type Partners } from "./partners.ts";

function run(run_id: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    run_id,
    turn_id: `t_${run_id}`,
    session_id: "s_1",
    thread_id: "th_1",
    text: run_id,
    status: "completed",
    agent: "guide",
    model: "test",
    submitted_at: "2026-11-19T02:14:00.000Z",
    tool_calls: 0,
    tools: [],
    usage: {},
    first_sequence: 3,
    last_sequence: 9,
    ...more,
  };
}

function ids({ origin, question, session, recent }: Partners) {
  const of = (runs: readonly RunSummary[]) => runs.map(({ run_id }) => run_id);
  return { origin: of(origin), question: of(question), session: of(session), recent: of(recent) };
}

const ELSEWHERE = { session_id: "s_2", thread_id: "th_2" };

describe("partnersOf()", () => {
  it("names each other run once, under the best reason to compare it", () => {
    const asked = run("r_1", { text: "Why?" });
    const all = [
      asked,
      run("r_same", { ...ELSEWHERE, text: " Why? " }),
      run("r_session"),
      run("r_other", ELSEWHERE),
    ];

    expect(ids(partnersOf(asked, all))).toEqual({
      origin: [],
      question: ["r_same"],
      session: ["r_session"],
      recent: ["r_other"],
    });
  });

  it("finds the run in which a fork began: the last one that had begun by then", () => {
    const forked = run("r_fork", { thread_id: "th_3", session_id: "s_3" });
    const at = (run_id: string, minute: number, first_sequence: number) =>
      run(run_id, { submitted_at: `2026-11-19T02:1${minute}:00.000Z`, first_sequence });
    const all = [forked, at("r_1", 1, 3), at("r_2", 2, 20), at("r_3", 3, 40)];

    const { origin } = partnersOf(forked, all, { thread_id: "th_1", sequence: 25 });

    expect(origin.map(({ run_id }) => run_id)).toEqual(["r_2"]);
  });

  it("lists the newest runs, and not all of them", () => {
    const all = Array.from({ length: 30 }, (_, at) =>
      run(`r_${at}`, { submitted_at: `2026-11-19T02:14:${at + 10}.000Z` }),
    );

    const { recent, session, question } = partnersOf(undefined, all);

    expect([session, question]).toEqual([[], []]);
    expect(recent[0]?.run_id).toBe("r_29");
    expect(recent.length).toBeLessThan(all.length);
  });
});
