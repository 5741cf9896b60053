import { expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { foldRun } from "#runtime/state/fold-run.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { scriptRun, type Write } from "#views/inspector/script-run.ts";
import { rendered } from "#views/rendered.ts";
import { lanesPanel } from "./lanes-panel.ts";

const A = { provider: "a", model: "1" };
const B = { provider: "b", model: "2" };

function runOf(script: (write: Write) => void): RunState {
  const events: readonly RuntimeEvent[] = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Go" }, options: {} } });
    write(1, { type: "turn.started", payload: { agent: "atlas", model: "a/1" } });
    script(write);
  }).map(({ event }) => event);
  const [submitted, ...rest] = events;
  const turn = submitted && fold(emptyThread("s_1", "th_1"), submitted).turns[0];
  if (turn === undefined) throw new Error("The script submits no turn");
  return rest.reduce(foldRun, turn.run);
}

async function facts(run: RunState): Promise<Record<string, string>> {
  const html = await rendered(lanesPanel(run, { ticks: [], end: 0 }, { mute: [], solo: [] }));
  const rows = html.matchAll(/<dt>([^<]*)<\/dt>\s*<dd[^>]*>\s*([^<]*?)\s*<\/dd>/g);
  return Object.fromEntries([...rows].map(([, name = "", value = ""]) => [name, value]));
}

test("a run that has asked nobody yet claims nothing, and leaves out what nothing can be said of", async () => {
  const shown = await facts(runOf(() => {}));

  expect(shown).toMatchObject({ Model: "–", Because: "–", Cost: "–" });
  expect(shown).not.toHaveProperty("Retries");
  expect(shown).not.toHaveProperty("Instead of");
});

test("the decision, its retries and its fallback can be read", async () => {
  const run = runOf((write) => {
    const candidates = [
      { ...A, eligible: true },
      { ...B, eligible: true },
    ];
    const asked = { message_count: 2, tools: 0 };
    write(1, { type: "routing.candidates.resolved", payload: { candidates } });
    write(1, {
      type: "routing.decided",
      payload: { ...A, reason: "Chosen for this message", source: "person" },
    });
    write(1, { type: "model.requested", step_id: "st_1", payload: { ...A, ...asked } });
    write(1, { type: "model.requested", step_id: "st_2", payload: { ...A, ...asked, attempt: 2 } });
    write(1, {
      type: "routing.fallback.applied",
      payload: { from: A, to: B, reason: "The account has no quota left" },
    });
  });

  expect(await facts(run)).toMatchObject({
    Model: "b/2",
    Because: "The account has no quota left",
    Candidates: "2 of 2",
    Retries: "1",
    "Instead of": "a/1",
  });
});

test("a cost is shown as far as it is known", async () => {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const cost = { amount: 0.0041, currency: "USD" } as const;
  const unpriced = (write: Write) => write(1, { type: "cost.recorded", payload: { usage } });
  const priced = (write: Write) => write(1, { type: "cost.recorded", payload: { usage, cost } });

  expect(await facts(runOf(unpriced))).toMatchObject({ Cost: "unknown" });
  expect(await facts(runOf(priced))).toMatchObject({ Cost: "$0.0041" });
  expect(await facts(runOf((write) => [unpriced(write), priced(write)]))).toMatchObject({
    Cost: "at least $0.0041",
  });
});
