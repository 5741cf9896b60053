import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { Decision } from "#runtime/event/action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { Ids } from "#runtime/services.ts";
import { ManualClock, testRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";

/** One history worth keeping: how to make it, and what it shows. */
export interface GoldenCase {
  /** The name of its file. */
  readonly name: string;
  readonly record: () => Promise<readonly RuntimeEvent[]>;
}

/** What a history is made with. */
export type TestRuntime = Awaited<ReturnType<typeof testRuntime>>;

/** A history of one turn. `meanwhile` is what people do to it. Models that count are made for each. */
export function goldenCase(
  name: string,
  options: TestRuntimeOptions | (() => TestRuntimeOptions),
  meanwhile: (runtime: TestRuntime, runId: string) => Promise<unknown> = async () => {},
): GoldenCase {
  return {
    name,
    async record() {
      const runtime = await goldenRuntime(typeof options === "function" ? options() : options);
      const { run_id } = await runtime.submit("Look at a.md");
      await meanwhile(runtime, run_id);
      return (await runtime.ended(run_id)).events;
    },
  };
}

/** A runtime whose ids count, so that a history made again differs little from the one before. */
export function goldenRuntime(options: TestRuntimeOptions): Promise<TestRuntime> {
  return testRuntime({ clock: new ManualClock(), ids: countingIds(), ...options });
}

/** Ids in the order in which they are made. */
export function countingIds(): Ids {
  let count = 0;
  return {
    next(prefix) {
      count += 1;
      return `${prefix}_${String(count).padStart(4, "0")}`;
    },
  };
}

/** Answers the question that a run waits for. */
export async function answer(
  runtime: TestRuntime,
  runId: string,
  decision: Decision,
  more: { readonly reason?: string; readonly arguments?: Record<string, Json> } = {},
): Promise<void> {
  const run = await runtime.reaches(runId, ({ approvals }) => {
    return approvals.some((approval) => approval.decision === undefined);
  });
  const open = run.approvals.find((approval) => approval.decision === undefined);
  const input = { action_id: open?.action_id, decision, ...more };
  await perform(respondAction, input, runtime.services);
}

/** Stops a run. */
export function stop(runtime: TestRuntime, run_id: string): Promise<unknown> {
  return perform(interruptTurn, { run_id }, runtime.services);
}

/** A tool that reads and ends only when it is stopped, or its time is over. */
export function staller(begun: () => void = () => {}): Tool {
  return {
    name: "stall",
    description: "Reads a slow disk",
    source: "native",
    effect: "read",
    timeout_ms: 5_000,
    input_schema: { type: "object" },
    run: (_args, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        begun();
      }),
  };
}
