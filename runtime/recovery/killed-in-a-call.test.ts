import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { Effect } from "#runtime/event/shared.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { payloadsOf } from "#runtime/test-runtime.ts";
import { readActs } from "./simulation/acting-tool.ts";
import { audit } from "./simulation/audit.ts";
import { actsFile, type ProcessPlan } from "./simulation/process-plan.ts";
import { runProcess } from "./simulation/run-process.ts";

const TIME = { timeout: 60_000 };

/** Of a process with one thread, in a data directory of its own. */
function planFor(name: string, effect: Effect): ProcessPlan {
  return { directories: [join(root, name)], effect, threads: 1, pause_ms: 0, act_ms: 0 };
}

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "uar-killed-"));
});
afterAll(() => rm(root, { recursive: true }));

it.each([
  ["mark_done", { acts: 1, call: "done", run: "completed" }],
  ["mark_failed", { acts: 1, call: "error", run: "completed" }],
  ["retry", { acts: 2, call: "done", run: "completed" }],
  ["abort", { acts: 1, call: "lost", run: "cancelled" }],
] as const)(
  "F12 tool-unknown: a process killed between effect and result leaves a question; %s",
  TIME,
  async (outcome, expected) => {
    const plan = planFor(outcome, "at_most_once");
    const [directory = ""] = plan.directories;
    const killed = await runProcess({ ...plan, fail_point: "effect:1" });
    const acted = readActs(actsFile(directory));

    await runProcess({ ...plan, outcome });
    const { threads, events, lost } = await audit(directory, killed.lines);

    const turns = threads.flatMap((thread) => thread.turns);
    const acts = readActs(actsFile(directory));
    expect([killed.wasKilled, acted.length, lost]).toEqual([true, 1, 0]);
    expect({
      acts: acts.length,
      call: turns[0]?.run.calls[0]?.status,
      run: turns[0]?.run.status,
    }).toEqual(expected);
    expect(new Set(acts).size).toBe(1);
    const asked = payloadsOf(events, "action.required").map(({ action_type }) => action_type);
    expect(asked).toEqual(["tool_approval", "outcome_unknown"]);
    expect(turns[1]?.run.status).toBe("completed");
  },
);

it(
  "F13 tool-idempotent-key: a process killed in a call makes it again under the same key",
  TIME,
  async () => {
    const plan = planFor("idempotent", "idempotent");
    const [directory = ""] = plan.directories;

    await runProcess({ ...plan, fail_point: "effect:1" });
    await runProcess(plan);

    const acts = readActs(actsFile(directory));
    const { threads } = await audit(directory, []);
    expect([acts.length, new Set(acts).size]).toEqual([2, 1]);
    expect(threads[0]?.turns[0]?.run).toMatchObject({
      status: "completed",
      calls: [{ attempt: 2 }],
    });
  },
);

it(
  "F15 poison-turn: a turn that kills every server that takes it fails, and the next one runs",
  TIME,
  async () => {
    const plan = planFor("poison", "read");
    const [directory = ""] = plan.directories;
    const ends = [];
    for (let start = 1; start <= 5; start += 1) {
      ends.push((await runProcess({ ...plan, fail_point: "reasoning.delta:1" })).wasKilled);
    }

    const { threads, events } = await audit(directory, []);

    expect(ends).toEqual([true, true, true, true, false]);
    const [poison, next] = threads[0]?.turns ?? [];
    expect(poison?.run).toMatchObject({ status: "failed", error: { code: "lost" } });
    expect(payloadsOf(events, "turn.failed")).toHaveLength(1);
    expect(next?.run.status).toBe("completed");
    expect(next && answerText(next.run)).toBe("Nothing to do");
  },
);
