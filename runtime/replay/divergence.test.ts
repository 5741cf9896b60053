import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import type { EventOf, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { systemClock } from "#runtime/system-services.ts";
import { ManualClock, testRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";
import { recordingOf, runsOf } from "./recording.ts";
import { replayRun, type ReplayOptions } from "./replay-run.ts";

const READ = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: "It is there." }]
`;
const WRITE = READ.replace("read", "write");

async function recorded(options: TestRuntimeOptions = {}): Promise<readonly RuntimeEvent[]> {
  const runtime = await testRuntime({ passes: READ, ...options });
  return (await runtime.ask("Look at a.md")).events;
}

function replay(events: readonly RuntimeEvent[], changed: ReplayOptions["changed"] = {}) {
  const [run = ""] = runsOf(events);
  return replayRun(recordingOf(events, run), { clock: systemClock, changed });
}

/** The recording with another content in the first event of a class. */
function tampered<Type extends EventType>(
  events: readonly RuntimeEvent[],
  type: Type,
  payload: Partial<EventOf<Type>["payload"]>,
): readonly RuntimeEvent[] {
  const at = events.findIndex((event) => event.type === type);
  // The part of the payload is one of this very class.
  return events.with(at, {
    ...events[at],
    payload: { ...events[at]?.payload, ...payload },
  } as RuntimeEvent);
}

describe("replayRun()", () => {
  it("finds nothing where nothing was changed", async () => {
    expect(await replay(await recorded())).toMatchObject({ verdict: "same", isWhole: true });
  });

  it("names the prompt when the agent's is another one", async () => {
    const agent = Agent.parse({ id: "guide", system_prompt: "Be rude" });

    const { divergence } = await replay(await recorded(), { agent });

    expect(divergence).toMatchObject({
      reason: "field",
      type: "context.resolved",
      path: "payload.system_prompt",
      recorded: expect.stringContaining("You are guide"),
      replayed: "Be rude",
    });
  });

  it("names the request when the person's words are others, of the same length", async () => {
    const events = tampered(await recorded(), "turn.submitted", {
      input: { text: "Look at b.md" },
    });

    expect((await replay(events)).divergence).toMatchObject({
      reason: "field",
      type: "model.requested",
      path: "payload.request_hash",
    });
  });

  it("names the next request when a tool's result is another one", async () => {
    const events = tampered(await recorded(), "tool.result", { output: { content: "nothing" } });
    const result = events.findIndex(({ type }) => type === "tool.result");
    const next = events.find(({ type }, at) => at > result && type === "model.requested");

    expect((await replay(events)).divergence).toMatchObject({
      sequence: next?.sequence,
      path: "payload.request_hash",
    });
  });

  it("names the rule when the policy is another one", async () => {
    const events = await recorded();
    const policy = () => ({
      mode: "default" as const,
      rules: [{ match: "read", verdict: "deny" as const, source: "agent" as const }],
    });

    expect((await replay(events, { policy })).divergence).toMatchObject({
      type: "context.resolved",
      path: "payload.settings.permissions.rules[0]",
      replayed: { match: "read", verdict: "deny" },
    });
  });

  it("names the verdict when the recorded rules do not give the recorded one", async () => {
    const events = await recorded();
    const rules = [{ match: "read", verdict: "deny" }];
    const settings = { permissions: { mode: "default", rules } };
    const changed = tampered(events, "context.resolved", { settings });
    const budget = Agent.parse({ id: "guide", system_prompt: "x" }).budget;
    const whole = tampered(changed, "context.resolved", { settings: { budget, ...settings } });

    expect((await replay(whole)).divergence).toMatchObject({
      type: "permission.evaluated",
      path: "payload.verdict",
      recorded: "allow",
      replayed: "deny",
    });
  });

  it("names the first decision that a clock would have made otherwise", async () => {
    const events = await recorded({ clock: new ManualClock() });
    const result = events.findIndex(({ type }) => type === "tool.result");
    const later = events.map((event, at) => {
      return at < result ? event : { ...event, timestamp: "2026-01-01T05:00:00.000Z" };
    });

    expect((await replay(later)).divergence).toMatchObject({
      reason: "field",
      type: "run.status",
      path: "payload.title",
      recorded: "Within budget",
      replayed: "Stopping",
    });
  });

  it("says that the loop goes on, or ends, where the recording does not", async () => {
    const events = await recorded();
    const end = events.findIndex(({ type }) => type === "task.attempt.completed");

    const cut = await replay(events.slice(0, -4));
    const more = await replay([...events.slice(0, end), ...events.slice(end + 1)]);

    expect(cut).toMatchObject({ verdict: "same", isWhole: false });
    expect(more.divergence).toMatchObject({ reason: "type", type: "task.completed" });
  });

  it("joins the pieces of a text however they were cut", async () => {
    const events = await recorded();
    const at = events.findIndex(({ type }) => type === "model.delta");
    const [delta] = events.slice(at, at + 1);
    const pieces = ["It ", "is there."].map((text) => ({ ...delta, payload: { text } }));
    // The pieces are the same event with a part of its text each.
    const cut = [...events.slice(0, at), ...pieces, ...events.slice(at + 1)] as RuntimeEvent[];
    const numbered = cut.map((event, index) => ({ ...event, sequence: index + 1 }));

    expect((await replay(numbered)).verdict).toBe("same");
  });

  it("says where it waits for an answer that was never recorded", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const log = (await runtime.thread(run_id)).log;
    const events = (await log.read(0)).map(({ event }) => event);

    expect(await replay(events)).toMatchObject({ verdict: "same", isWhole: false });
  });

  it("refuses a later turn without the earlier ones, and says what to export", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("One");
    const { run: second, events } = await runtime.ask("Two", { session_id: run.session_id });
    const own = events.filter(({ run_id }) => run_id === second.run_id);

    await expect(replay(own)).rejects.toThrow("export the whole thread");
  });
});
