import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Effect } from "#runtime/event/shared.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { payloadsOf } from "#runtime/test-runtime.ts";
import { readActs } from "./simulation/acting-tool.ts";
import { audit } from "./simulation/audit.ts";
import { actsFile, type ProcessLine } from "./simulation/process-plan.ts";
import { runProcess } from "./simulation/run-process.ts";

/** Each moment after which something is durable that was not before, in the order of a run. */
const BOUNDARIES = [
  "turn.submitted:1",
  "task.queued:1",
  "queue.changed:1",
  "turn.started:1",
  "task.attempt.started:1",
  "context.resolved:1",
  "model.requested:1",
  "reasoning.delta:1",
  "model.delta:1",
  "tool.args:1",
  "model.completed:1",
  "permission.evaluated:1",
  "permission.requested:1",
  "action.required:1",
  "action.resolved:1",
  "permission.resolved:1",
  "tool.started:1",
  "effect:1",
  "tool.result:1",
  "model.requested:2",
  "artifact.changed:1",
  "model.completed:2",
  "task.attempt.completed:1",
  "task.completed:1",
  "turn.completed:1",
] as const;
type Boundary = (typeof BOUNDARIES)[number];

interface Outcome {
  readonly acts: number;
  readonly status: "completed" | "waiting_permission";
}

/** What came of the call, and of the run: only a call in its midst follows its effect (R5). */
function expected(effect: Effect, boundary: Boundary): Outcome {
  const waits = { status: "waiting_permission" } as const;
  const isUnknown = effect === "at_most_once";
  if (boundary === "tool.started:1" && isUnknown) return { acts: 0, ...waits };
  if (boundary !== "effect:1") return { acts: 1, status: "completed" };
  return isUnknown ? { acts: 1, ...waits } : { acts: 2, status: "completed" };
}

/** Processes that are up at the same time. */
const SIDE_BY_SIDE = 2;

describe.each(["read", "idempotent", "at_most_once"] as const)(
  "F06 kill9-every-boundary: a process with a call that is %s",
  (effect) => {
    const said = new Map<Boundary, readonly ProcessLine[]>();
    let root = "";
    const directory = (boundary: Boundary) => join(root, boundary.replace(":", "-"));

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), "uar-kill-"));
      const plan = { effect, threads: 1, pause_ms: 0, act_ms: 0 };
      await runProcess({ ...plan, directories: [] }); // The code is compiled for the others.
      const boundaries = BOUNDARIES.values();
      const killAll = async () => {
        for (const boundary of boundaries) {
          const directories = [directory(boundary)];
          const end = await runProcess({ ...plan, directories, fail_point: boundary });
          expect({ boundary, ...end }).toMatchObject({ boundary, wasKilled: true });
          said.set(boundary, end.lines);
        }
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, killAll));
      await runProcess({ ...plan, directories: BOUNDARIES.map(directory) });
    }, 120_000);

    afterAll(async () => rm(root, { recursive: true }));

    it.each(BOUNDARIES)("that was killed after %s goes on as its log says", async (boundary) => {
      const { threads, events, lost, repeated } = await audit(
        directory(boundary),
        said.get(boundary) ?? [],
      );
      const [first, ...others] = threads[0]?.turns ?? [];
      const acts = readActs(actsFile(directory(boundary)));
      const { status, acts: times } = expected(effect, boundary);

      expect({ lost, repeated, threads: threads.length }).toEqual({
        lost: 0,
        repeated: 0,
        threads: 1,
      });
      expect({ acts: acts.length, status: first?.run.status }).toEqual({ acts: times, status });
      expect(new Set(acts).size).toBe(Math.min(times, 1));
      expect(others.map(({ run }) => run.status)).toEqual(
        others.map(() => (status === "completed" ? "completed" : "queued")),
      );
      expect(payloadsOf(events, "action.required")).toHaveLength(status === "completed" ? 1 : 2);
      expect(payloadsOf(events, "turn.completed")).toHaveLength(
        status === "completed" ? 1 + others.length : 0,
      );
      if (first === undefined || status !== "completed") return;
      expect(answerText(first.run)).toBe("I act now\n\nIt is done");
      expect(first.run.calls.map((call) => call.status)).toEqual(["done"]);
    });
  },
);
