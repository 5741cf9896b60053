import { expect, test } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import { scriptRun } from "#views/inspector/script-run.ts";
import { rendered } from "#views/rendered.ts";
import { contextMeter, contextUse } from "./context-meter.ts";

const REF = { provider: "a", model: "1" };
const REQUESTED = { ...REF, message_count: 1, tools: 0 };

function use(context_window?: number) {
  const known = context_window === undefined ? {} : { context_window };
  const entries = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Hi" }, options: {} } });
    write(1, { type: "turn.started", payload: { agent: "atlas", model: "a/1" } });
    write(1, {
      type: "routing.candidates.resolved",
      payload: { candidates: [{ ...REF, eligible: true, ...known }] },
    });
    write(1, { type: "routing.decided", payload: { ...REF, reason: "Asked", source: "person" } });
    write(1, { type: "model.requested", step_id: "st_1", payload: REQUESTED });
    write(1, {
      type: "model.completed",
      step_id: "st_1",
      payload: {
        finish_reason: "stop",
        usage: { input_tokens: 800, output_tokens: 25 },
        tool_calls: [],
      },
    });
  });
  const state = entries.reduce((thread, { event }) => fold(thread, event), emptyThread("s", "th"));
  const run = state.turns[0]?.run;
  if (run === undefined) throw new Error("The script submits no turn");
  return contextUse(run);
}

test("what the newest answer took counts, against what its model takes", () => {
  expect(use(1_000)).toEqual({ used: 825, max: 1_000 });
  expect(use()).toEqual({ used: 825 });
});

test.each([
  [{ used: 1_204, max: 128_000 }, "ok", "Context: 1,204 of 128,000 tokens, 0 % full"],
  [{ used: 800, max: 1_000 }, "near", "800 of 1,000 tokens, 80 % full"],
  [
    { used: 950, max: 1_000 },
    "full",
    "95 % full: summarise it with /compact, or begin a new session",
  ],
  [{ used: 2_000, max: 1_000 }, "full", "100 % full"],
  [{ used: 1_204 }, "unknown", "1,204 tokens; how many the model takes is unknown"],
  [{}, "unknown", "unknown until a model has answered"],
])("a context of %j says so: %s, %s", async (context, level, words) => {
  const html = (await rendered(contextMeter(context))).replaceAll(/<!--.*?-->/g, "");

  expect(html).toContain(`data-level="${level}"`);
  expect(html).toContain(words);
});
