import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { forkThread } from "#runtime/control/fork-thread.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { systemClock } from "#runtime/system-services.ts";
import { ManualClock, testRuntime } from "#runtime/test-runtime.ts";
import { type Change, withChange } from "./changed-recording.ts";
import { recordingOf } from "./recording.ts";
import { replayRun } from "./replay-run.ts";

const READ = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: "It is there." }]
- steps: [{ text: "It is elsewhere." }]
`;

async function recorded() {
  const runtime = await testRuntime({ passes: READ, clock: new ManualClock() });
  const { run, events } = await runtime.ask("Look at a.md");
  return { runtime, run, events };
}

function under(events: readonly RuntimeEvent[], run_id: string, change: Change) {
  return replayRun(withChange(recordingOf(events, run_id), change), { clock: systemClock });
}

describe("withChange()", () => {
  it("asks the model something else under another question", async () => {
    const { run, events } = await recorded();
    const first = events.find(({ type }) => type === "model.requested");

    const { divergence } = await under(events, run.run_id, { part: "question", text: "Look away" });

    expect(divergence).toMatchObject({
      sequence: first?.sequence,
      path: "payload.request_hash",
    });
  });

  it("gives the request another size under longer or shorter instructions, and not before", async () => {
    const { run, events } = await recorded();
    const first = events.find(({ type }) => type === "task.profile.resolved");

    const change = { part: "instructions", text: "Be rude" } as const;
    const { divergence } = await under(events, run.run_id, change);

    expect(divergence).toMatchObject({
      sequence: first?.sequence,
      path: "payload.estimated_tokens",
    });
  });

  it("leaves what came before another result as it was", async () => {
    const { run, events } = await recorded();
    const result = events.find(({ type }) => type === "tool.result");
    const tool_call_id = result?.tool_call_id ?? "";

    const change = { part: "result", tool_call_id, content: "Nothing" } as const;
    const { divergence } = await under(events, run.run_id, change);

    expect(divergence?.type).toBe("model.requested");
    expect(divergence?.sequence).toBeGreaterThan(result?.sequence ?? Infinity);
  });

  it.for<Change>([
    { part: "rule", rule: { match: "read", verdict: "deny" } },
    { part: "mode", mode: "untrusted" },
  ])("shows the verdict that %o gives in the place of the recorded one", async (change) => {
    const { run, events } = await recorded();

    const { divergence } = await under(events, run.run_id, change);

    expect(divergence).toMatchObject({
      type: "permission.evaluated",
      path: "payload.verdict",
      recorded: "allow",
      replayed: change.part === "rule" ? "deny" : "ask",
    });
  });

  it("shows the budget that runs out when the clock goes on from an event", async () => {
    const { run, events } = await recorded();
    const sequence = events.find(({ type }) => type === "tool.result")?.sequence ?? 0;

    const change = { part: "clock", sequence, minutes: 300 } as const;
    const { divergence } = await under(events, run.run_id, change);

    expect(divergence).toMatchObject({ path: "payload.title", replayed: "Stopping" });
  });

  it("finds nothing where the change decides nothing", async () => {
    const { run, events } = await recorded();

    const change = { part: "rule", rule: { match: "write", verdict: "deny" } } as const;

    expect(await under(events, run.run_id, change)).toMatchObject({ verdict: "same" });
  });

  it("gives a fork other instructions, which it reads where it is submitted", async () => {
    const { runtime, run, events } = await recorded();
    const sequence = events.find(({ type }) => type === "tool.result")?.sequence ?? 0;
    const place = { run_id: run.run_id, sequence };
    const { run_id = "" } = await perform(forkThread, place, runtime.services);
    const { events: all } = await runtime.ended(run_id);

    const change = { part: "instructions", text: "Be rude" } as const;
    const { divergence } = await under(all, run_id, change);

    expect(divergence).toMatchObject({ path: "payload.estimated_tokens" });
  });

  it("names the part that the run does not have", async () => {
    const { run, events } = await recorded();
    const recording = recordingOf(events, run.run_id);

    expect(() =>
      withChange(recording, { part: "result", tool_call_id: "c_none", content: "" }),
    ).toThrow('no result of its own for the call "c_none"');
    expect(() => withChange(recording, { part: "clock", sequence: 9_999, minutes: 5 })).toThrow(
      'no event "9999"',
    );
  });
});
