import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { turnAfter } from "./compared-run.ts";
import { compareMetrics, metricsOf } from "./metrics.ts";
import { scriptedRun } from "./testing/scripted-run.ts";

const READ = { does: "call", tool: "read", path: "a.md", result: "Yes", fails: false } as const;

function measured(events: readonly RuntimeEvent[]) {
  const turn = turnAfter(events);
  if (turn === undefined) throw new Error("The run was not submitted");
  return metricsOf(events, turn.run);
}

const script = { question: "Go", steps: [[READ], [{ does: "say", text: "Done" } as const]] };

describe("metricsOf()", () => {
  it("measures a run by its events, and leaves out what they do not tell", () => {
    const events = scriptedRun(script, { salt: "0a", cut: 9, pace: 100 });

    expect(measured(events)).toEqual({
      duration_ms: 1_200,
      active_ms: 1_200,
      model_requests: 2,
      tool_calls: 1,
      first_token_ms: 600,
    });
  });

  it("counts no wait of more than a second as active", () => {
    const events = scriptedRun(script, { salt: "0a", cut: 9, pace: 1_001 });

    expect(measured(events)).toMatchObject({ duration_ms: 12_012, active_ms: 0 });
  });

  it("gives no sum where the price of an answer is unknown", () => {
    const [first, ...rest] = scriptedRun(script, { salt: "0a", cut: 9, pace: 1 });
    if (first === undefined) throw new Error("The run has no events");
    const cost = (amount?: number) =>
      ({
        ...first,
        type: "cost.recorded",
        payload: { usage: {}, ...(amount !== undefined && { cost: { amount, currency: "USD" } }) },
      }) as RuntimeEvent;

    expect(measured([first, ...rest, cost(0.5), cost(0.25)]).cost_usd).toBe(0.75);
    expect(measured([first, ...rest, cost(0.5), cost()])).not.toHaveProperty("cost_usd");
  });
});

describe("compareMetrics()", () => {
  it("takes A from B, and leaves out what one of both does not know", () => {
    const a = { duration_ms: 10, active_ms: 10, model_requests: 2, tool_calls: 1, cost_usd: 1 };
    const b = { duration_ms: 30, active_ms: 10, model_requests: 1, tool_calls: 1 };

    const rows = compareMetrics(a, b);

    expect(rows).toContainEqual({ metric: "duration_ms", a: 10, b: 30, delta: 20 });
    expect(rows).toContainEqual({ metric: "model_requests", a: 2, b: 1, delta: -1 });
    expect(rows).toContainEqual({ metric: "cost_usd", a: 1 });
    expect(rows).toContainEqual({ metric: "first_token_ms" });
  });
});
