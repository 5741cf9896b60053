import { describe, expect, it } from "vitest";

import { respondAction } from "#runtime/control/respond-action.ts";
import { testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import type { ComparisonReadModel } from "#runtime/state/compare/comparison-read-model.ts";
import { compareRuns } from "./compare-runs.ts";
import { dispatch, perform } from "./dispatch.ts";

const WRITES = `
- steps:
    - reasoning: Somebody has to decide.
    - calls: [{ tool: write, arguments: { path: a.md } }]
- steps:
    - { text: "The file a.md is written.", when: tools_succeeded }
    - { text: "The file a.md is not written.", when: tools_failed }
`;

async function compared(
  { services }: TestRuntime,
  a: string,
  b: string,
  by?: "step" | "time" | "seq",
): Promise<ComparisonReadModel> {
  return perform(compareRuns, { a, b, ...(by !== undefined && { by }) }, services);
}

async function decided(runtime: TestRuntime, decision: "allow_once" | "deny"): Promise<string> {
  const { run_id } = await runtime.submit("Write a.md");
  const { approvals } = await runtime.reaches(run_id, (run) => run.approvals.length > 0);
  await perform(respondAction, { action_id: approvals[0]?.action_id, decision }, runtime.services);
  await runtime.ended(run_id);
  return run_id;
}

describe("compare_runs", () => {
  it("finds nothing between two runs of one script, in sessions of their own", async () => {
    const runtime = await testRuntime({
      passes:
        "[{ steps: [{ calls: [{ tool: read }, { tool: read }] }] }, { steps: [{ text: Both are there }] }]",
    });
    const { run: a } = await runtime.ask("Look");
    const { run: b } = await runtime.ask("Look");

    const { differences, counts, answer, prompt, state, rows, first_difference } = await compared(
      runtime,
      a.run_id,
      b.run_id,
    );

    expect({ differences, first_difference }).toEqual({ differences: 0 });
    expect(counts).toMatchObject({ changed: 0, removed: 0, added: 0 });
    expect(rows).toHaveLength(1);
    expect([...answer, ...prompt.system, ...prompt.messages].every(({ op }) => op === "same")).toBe(
      true,
    );
    expect(state).toEqual([]);
  });

  it("names the first difference, and tells what followed from it", async () => {
    const runtime = await testRuntime({ passes: WRITES });
    const a = await decided(runtime, "allow_once");
    const b = await decided(runtime, "deny");

    const found = await compared(runtime, a, b);

    expect(found.first_difference).toMatchObject({
      words: "write is answered with allow once in A, deny in B",
      a: { type: "action.resolved", tool: "write", events: 1 },
    });
    expect(found.rows[1]?.changes?.[0]).toMatchObject({
      path: "decision",
      a: [{ text: "allow_once", changed: true }],
      b: [{ text: "deny", changed: true }],
    });
    expect(found.answer.map(({ op }) => op)).toEqual(["changed"]);
    expect(found.prompt.messages.map(({ role, op }) => `${role} ${op}`)).toEqual([
      "user same",
      "assistant same",
      "tool changed",
      "assistant changed",
    ]);
    expect(found.state).toContainEqual({
      path: "calls[0].status",
      a: [{ text: "done", changed: true }],
      b: [{ text: "denied", changed: true }],
    });
    expect(found.metrics).toContainEqual({ metric: "tool_calls", a: 1, b: 1, delta: 0 });
  });

  it("counts a run up to the event that follows its id", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("Go");
    const last = run.first_sequence + 4;

    const { a, b, counts } = await compared(runtime, `${run.run_id}@${last}`, run.run_id);

    expect(a).toMatchObject({ run_id: run.run_id, through: last, events: 5 });
    expect(counts).toMatchObject({ same: 5, changed: 0, removed: 0, added: b.events - 5 });
  });

  it("aligns as it is asked to", async () => {
    const runtime = await testRuntime({ passes: WRITES });
    const a = await decided(runtime, "allow_once");
    const b = await decided(runtime, "deny");

    const { by, rows } = await compared(runtime, a, b, "seq");

    expect(by).toBe("seq");
    expect(rows.slice(0, -1).every(({ op }) => op === "same" || op === "changed")).toBe(true);
  });

  it("says which run or event there is not", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("Go");

    const refusal = (a: string) => dispatch("compare_runs", { a, b: run.run_id }, runtime.services);

    await expect(refusal("r_none")).rejects.toMatchObject({
      code: "not_found",
      message: 'There is no run "r_none"',
    });
    await expect(refusal(`${run.run_id}@9999`)).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("has no event 9999"),
    });
    await expect(refusal(`${run.run_id}@soon`)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
