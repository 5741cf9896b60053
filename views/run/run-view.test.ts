import { describe, expect, test } from "vitest";

import type { RunState } from "#runtime/state/thread-state.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { scriptRun } from "#views/inspector/script-run.ts";
import { summaryOf } from "#views/inspector/summary.ts";
import { rendered } from "#views/rendered.ts";
import { runView } from "./run-view.ts";
import { runAfter, scriptedRun } from "./scripted-run.ts";

const SAMPLE = sampleRun().map((entry) => entry.event);

test("a run renders at each of its events, the way the stage replays it", async () => {
  for (let end = 1; end <= SAMPLE.length; end++) {
    const html = await show(runAfter(SAMPLE.slice(0, end)), "replay");
    expect(html).not.toContain("undefined");
    expect(html).not.toContain("NaN");
  }
});

test("parts stand in the order of their events, each a link to where it began", async () => {
  const run = runAfter(SAMPLE);

  const html = await show(run);

  const sequences = [...html.matchAll(/data-sequence="(\d+)"/g)].map((match) => Number(match[1]));
  expect(sequences).toEqual(run.parts.map((part) => part.sequence));
  for (const sequence of sequences) expect(html).toContain(`href="/runs/r_8f2c/${sequence}"`);
});

test("a finished run is static: nothing ticks, no caret, nothing to decide", async () => {
  const html = await show(runAfter(SAMPLE));

  expect(html).not.toContain("uar-elapsed");
  expect(html).not.toContain("data-live");
  expect(html).not.toContain("data-open");
  expect(html).not.toContain("<form");
  expect(html).toContain("Completed");
});

test.each([
  [{ remaining: 3, limit: 100 }, "openai: 3 of 100 left in the month quota"],
  [{ remaining: 3 }, "openai: 3 left in the month quota"],
  [{}, "openai: Little left in the month quota"],
])("a quota that runs low is a notice where it happened: %j", async (left, words) => {
  const events = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Go" }, options: {} } });
    write(1, { type: "quota.low", payload: { provider: "openai", quota: "month", ...left } });
  }).map(({ event }) => event);

  expect(await show(runAfter(events))).toContain(words);
  expect(events.map(summaryOf)).toContain(words);
});

describe("a question to a person", () => {
  const asked = SAMPLE.slice(0, SAMPLE.findIndex(({ type }) => type === "action.required") + 1);

  test("is a plain form bound to the arguments that were asked about", async () => {
    const html = await show(runAfter(asked));

    expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/actions\/act_1"/);
    expect(html).toContain('name="arguments_hash" value="sha256:5c1"');
    expect(html.match(/name="decision"/g)).toHaveLength(3);
    expect(html).toContain("rule: write inside workspace asks");
    expect(html).toContain("await sink.emit({ type: &#39;tool.lost&#39; })");
  });

  test("of what became of a call offers four answers, by a form alone", async () => {
    const run = runAfter(asked);
    const [approval] = run.approvals;
    if (approval === undefined) throw new Error("The sample asks nothing");
    const decisions = ["mark_done", "mark_failed", "retry", "abort"] as const;
    const unknown = { ...approval, about: "outcome_unknown", decisions } as const;

    const html = await show({ ...run, approvals: [unknown] });

    expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/actions\/act_1"/);
    expect([...html.matchAll(/name="decision" value="(\w+)"/g)].map(([, value]) => value)).toEqual([
      ...decisions,
    ]);
    expect(html).toContain("Was this call carried out?");
    expect(html).not.toContain("Allow once");
  });

  test("that a server asks has a labelled control a field, the default in it, and says who asks", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const schema = {
      type: "object",
      properties: {
        name: { type: "string", title: hostile, description: "As on the card", default: "Ada" },
        guests: { type: "integer", minimum: 1, default: 2 },
        vegan: { type: "boolean", default: true },
        place: { type: "string", oneOf: [{ const: "in", title: "Inside" }], default: "in" },
        wishes: { type: "array", items: { enum: ["window", "quiet"] }, default: ["quiet"] },
      },
      required: ["name"],
    };
    const html = await show(serverAsks({ schema }, hostile));

    expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/actions\/act_1"/);
    expect(html).toContain("waits for your answer");
    expect(html).toMatch(/The MCP server <b[^>]*>[^<]*booking/);
    expect(html).not.toContain("<img");
    const labelled = [...html.matchAll(/<label class="field-label" for="([^"]+)"/g)];
    expect(labelled.map(([, id]) => html.includes(` id="${id}"`))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(html).toMatch(/value="Ada"[^>]*required/);
    expect(html).toMatch(/type="number"[^>]*value="2"[^>]*min="1"/);
    expect(html).toMatch(/<option value="true" selected>\s*Yes/);
    expect(html).toMatch(/<option value="in" selected>\s*Inside/);
    expect(html.match(/type="checkbox"/g)).toHaveLength(2);
    expect(html.match(/ checked/g)).toHaveLength(1);
    expect(html).toMatch(/value="decline"[^>]*formnovalidate/);
  });

  test("that sends the person elsewhere shows the address whole, and links to the web alone", async () => {
    const web = await show(serverAsks({ url: "https://pay.example/now?x=1" }));
    const other = await show(serverAsks({ url: "data:text/html,hello" }));

    expect(web).toMatch(/href="https:\/\/pay.example\/now\?x=1"[^>]+rel="noopener noreferrer"/);
    expect(other).not.toContain('href="data:');
  });

  function serverAsks(question: object, prompt = "For whom?"): RunState {
    const run = runAfter(asked);
    const [approval] = run.approvals;
    if (approval === undefined) throw new Error("The sample asks nothing");
    const about = { about: "question", decisions: ["answer", "decline"] } as const;
    const approvals = [
      { ...approval, ...about, prompt, question: { server: "booking", ...question } },
    ];
    const calls = run.calls.map((call) =>
      call.tool_call_id === approval.tool_call_id
        ? ({ ...call, status: "running" } as const)
        : call,
    );
    return { ...run, approvals, calls };
  }

  test("cannot be answered by Enter in the reason", async () => {
    const html = await show(runAfter(asked));

    const form = html.slice(html.indexOf("<form"));
    expect(/<button[^>]*>/.exec(form)?.[0]).toBe('<button type="submit" hidden disabled>');
  });

  test("cannot be answered in a replay", async () => {
    const html = await show(runAfter(asked), "replay");

    expect(html).toContain("Waits for an answer");
    expect(html).not.toContain("<form");
  });

  test("that is settled says how, in one row", async () => {
    expect(await show(runAfter(SAMPLE))).toContain("allowed once after 1.4 s");
  });
});

test("a failed call says why at the foot of its box", async () => {
  const html = await show(runAfter(SAMPLE));

  expect(html).toMatch(/<ul class="calls-tail">[\s\S]*No result within 30 s/);
});

test("progress is a bar with its numbers, and none before a number came", async () => {
  const third = SAMPLE.findIndex(({ type }) => type === "tool.progress");

  const before = await show(runAfter(SAMPLE.slice(0, third)));
  const after = await show(runAfter(SAMPLE.slice(0, third + 1)));

  expect(before).toContain("<progress aria-label");
  expect(after).toContain('max="52" value="9"');
  expect(after).toContain("\u20079 of 52");
});

test("a bundle is a frame without an origin, as high as it said", async () => {
  const html = await show(runAfter(SAMPLE));

  expect(html).toMatch(/<iframe[^>]+src="\/bundle\/r_8f2c\/art_1\?version=2"/);
  expect(html).toMatch(/<iframe[^>]+height="120"[^>]+sandbox="allow-scripts"/);
});

test("each citation has a card with its quote and the way to its source", async () => {
  const html = await show(runAfter(SAMPLE));

  expect(html.match(/class="cite-card"/g)).toHaveLength(2);
  expect(html).toContain("runtime/loop/retry.ts:2–4");
  expect(html).toContain('href="/runs/r_8f2c/sources/1"');
});

test("what the person opened or closed wins over what the run would show", async () => {
  const thinking = runAfter(
    SAMPLE.slice(0, SAMPLE.findIndex(({ type }) => type === "reasoning.delta") + 3),
  );
  const [part] = thinking.parts;
  const opened = new Map([[part?.sequence ?? 0, false]]);

  expect(await rendered(runView(thinking, { mode: "live" }))).toMatch(/<details[^>]* open/);
  expect(await rendered(runView(thinking, { mode: "live", opened }))).not.toMatch(
    /<details[^>]* open/,
  );
});

test("a stopped run says who stopped it and keeps what came", async () => {
  const html = await show(
    scriptedRun((write) => {
      write(0, { type: "model.requested", step_id: "st_1", payload: REQUESTED });
      write(5, { type: "model.delta", step_id: "st_1", payload: { text: "Half an ans" } });
      write(5, {
        type: "turn.failed",
        payload: { status: "cancelled", error: { code: "cancelled", message: "Stopped by you" } },
      });
    }),
  );

  expect(html).toContain("Half an ans");
  expect(html).toContain("<b>Stopped by you</b>");
  expect(html).toContain("Stopped · ");
});

test("a failed run says the cause and the next step", async () => {
  const html = await show(
    scriptedRun((write) => {
      const error = { code: "invalid_api_key", message: "The key was refused", hint: "Set it" };
      write(5, { type: "turn.failed", payload: { status: "failed", error } });
    }),
  );

  expect(html).toContain("<b>The key was refused</b>");
  expect(html).toContain("<span>Set it</span>");
  expect(html).toContain("<code>invalid_api_key</code>");
});

test("before the first part, the run says what it does", async () => {
  const html = await show(
    scriptedRun((write) => {
      const payload = { status: "running", title: "Calling the model", pass: 1 };
      write(5, { type: "run.status", payload });
    }),
  );

  expect(html).toContain("Calling the model");
  expect(html).toContain('class="skeleton"');
});

const REQUESTED = { provider: "openai", model: "gpt-5-mini", message_count: 1, tools: 0 };

function show(run: RunState, mode: "live" | "replay" = "live"): Promise<string> {
  return rendered(runView(run, { mode }));
}
