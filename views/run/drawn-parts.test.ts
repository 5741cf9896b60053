import { describe, expect, test } from "vitest";

import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { Part, RunState } from "#runtime/state/thread-state.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { longRun } from "#views/inspector/long-run.ts";
import { rendered } from "#views/rendered.ts";
import { drawnFrom, PART_STEP } from "./drawn-parts.ts";
import { runView } from "./run-view.ts";

const RUN = stateOf(2_000);

describe("what the chat draws of a run", () => {
  test.each([
    [0, 0],
    [2 * PART_STEP - 1, 0],
    [2 * PART_STEP, PART_STEP],
    [3 * PART_STEP - 1, PART_STEP],
    [3 * PART_STEP, 2 * PART_STEP],
    [4_000, 132 * PART_STEP],
  ])("of %i parts begins behind the first %i", (count, first) => {
    expect(drawnFrom({ parts: texts(count), approvals: [] })).toBe(first);
  });

  test("has every question that waits, and none that is answered", () => {
    const approval: Part = { ...part(7), kind: "approval", action_id: "act_1" };
    const parts = texts(100).with(7, approval);

    expect(drawnFrom({ parts, approvals: [asked({})] })).toBe(7);
    expect(drawnFrom({ parts, approvals: [asked({ decision: "allow_once" })] })).toBe(60);
  });
});

test("a run that is drawn from a part on begins with a link to those before it", async () => {
  const whole = await rendered(runView(RUN, { mode: "live" }));
  const end = await rendered(runView(RUN, { mode: "live", first: 60 }));

  expect(sequences(end)).toEqual(RUN.parts.slice(60).map(({ sequence }) => sequence));
  expect(end).toContain('href="/runs/r_8f2c/parts?before=60"');
  expect(end).toContain("60 earlier parts");
  expect(end).toContain("Completed");
  expect(whole).not.toContain("earlier");
});

function sequences(html: string): readonly number[] {
  return [...html.matchAll(/data-sequence="(\d+)"/g)].map(([, found]) => Number(found));
}

function stateOf(events: number): RunState {
  const all = longRun(events).map(({ event }) => event);
  const run = all.reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run;
  if (run === undefined) throw new Error("The run has a turn");
  return run;
}

function texts(count: number): readonly Part[] {
  return Array.from({ length: count }, (_, at) => part(at));
}

function part(at: number): Part {
  const sequence = at + 1;
  const time = "2026-01-01T00:00:00.000Z";
  return { kind: "text", text: "", open: false, sequence, last_sequence: sequence, at: time };
}

function asked(more: Partial<ApprovalState>): ApprovalState {
  const payload = { tool: "write", arguments: {}, arguments_hash: "h", reason: "asks" };
  // Nothing else of a question is looked at.
  return { action_id: "act_1", ...payload, ...more } as unknown as ApprovalState;
}
