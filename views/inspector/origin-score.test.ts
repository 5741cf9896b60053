import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Entry } from "#runtime/log/port.ts";
import { originScore } from "./origin-score.ts";
import { SCORE_COLUMNS } from "./score-bins.ts";

const CUT = 2;

/** Events of the status lane at those seconds, numbered from 1 in steps. */
function entries(seconds: readonly number[], sequence = (at: number) => at + 1): Entry[] {
  return seconds.map((second, at) => {
    const event: RuntimeEvent = {
      type: "run.status",
      event_id: `ev_${at}`,
      timestamp: new Date(second * 1_000).toISOString(),
      sequence: sequence(at),
      schema_version: "1",
      session_id: "s_1",
      thread_id: "th_1",
      run_id: "r_1",
      payload: { status: "progress", phase: "plan", title: "Plan" },
    };
    return { event, json: JSON.stringify(event) };
  });
}

async function columns(fork: Entry[], origin: Entry[]): Promise<readonly number[]> {
  const reused = { model_steps: 0, tool_results: 0, usage: {} };
  const forked_from = {
    run_id: "r_1",
    sequence: CUT,
    effects: "ask",
    first_sequence: 1,
    run_ids: ["r_1"],
    reused,
  } as const;
  const view = originScore({ fork, forked_from, origin, axis: { idle: "show" } });
  const svg = await collectResult(render(view));
  return [...svg.matchAll(/M(\d+) /g)].map(([, column]) => Number(column));
}

describe("originScore()", () => {
  it("lets the origin go on where the fork does, and ends where the fork ends", async () => {
    const origin = entries([0, 1, 2, 3, 9]);
    const fork = [...entries([0, 1]), ...entries([5, 6, 7, 8], (at) => at + 3)];

    const found = await columns(fork, origin);

    const perSecond = SCORE_COLUMNS / 8;
    expect(found).toEqual([0, 6 * perSecond, 7 * perSecond]);
  });

  it("draws nothing of what both share", async () => {
    const origin = entries([0, 1]);
    const fork = [...entries([0, 1]), ...entries([5, 6], (at) => at + 3)];

    expect(await columns(fork, origin)).toEqual([0]);
  });
});
