import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { ManualClock, reader, testRuntime } from "./test-runtime.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const READ = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;

const WRITE = READ.replace("tool: read", "tool: write");

describe("a run that makes no progress", () => {
  it("says so after a minute and again after two, with what it waits for", async () => {
    const clock = new ManualClock();
    const runtime = await testRuntime({
      passes: READ,
      tools: [obedient()],
      clock,
      quietMs: MINUTE_MS,
    });
    const { run_id } = await runtime.submit("Read");
    await runtime.reaches(run_id, ({ calls }) => calls[0]?.status === "running");

    const titles: string[] = [];
    for (const minutes of [1, 2]) {
      await new Promise(setImmediate);
      clock.advance(MINUTE_MS);
      const words = `Nothing has happened for ${minutes} min`;
      titles.push((await runtime.reaches(run_id, ({ title }) => title === words)).title);
    }
    await perform(interruptTurn, { run_id }, runtime.services);
    const { run, events } = await runtime.ended(run_id);

    expect(titles).toHaveLength(2);
    const quiet = events.filter(
      (event) => event.type === "run.status" && event.payload.status === "quiet",
    );
    expect(quiet.map(({ payload }) => payload)).toMatchObject([
      { detail: "Waits for read" },
      { detail: "Waits for read" },
    ]);
    expect(run.status).toBe("cancelled");
  });

  it("says nothing while it waits for a person", async () => {
    const clock = new ManualClock();
    const runtime = await testRuntime({ passes: WRITE, clock, quietMs: MINUTE_MS });
    const { run_id } = await runtime.submit("Write");
    const asked = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    await new Promise(setImmediate);

    clock.advance(30 * MINUTE_MS);
    await new Promise(setImmediate);
    const action_id = asked.approvals[0]?.action_id ?? "";
    await perform(respondAction, { action_id, decision: "deny" }, runtime.services);
    const { events } = await runtime.ended(run_id);

    const words = events.flatMap((event) =>
      event.type === "run.status" ? [event.payload.status] : [],
    );
    expect(words).not.toContain("quiet");
  });
});

describe("F31 clock-jump: a wall clock that jumps", () => {
  it.each([HOUR_MS, -HOUR_MS])("by %i ms ends no run early and moves no event", async (jump) => {
    const clock = new JumpingClock();
    const tool: Tool = {
      ...reader,
      run: async () => {
        clock.jump += jump;
        return { content: "read" };
      },
    };
    const agent = Agent.parse({
      id: "quick",
      system_prompt: "x",
      budget: { wall_time_ms: 60_000 },
    });
    const runtime = await testRuntime({ passes: READ, tools: [tool], agents: [agent], clock });

    const { run, events } = await runtime.ask("Read");

    expect([run.status, run.calls[0]?.status]).toEqual(["completed", "done"]);
    expect(events.some(({ type }) => type === "limit.changed")).toBe(false);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  });

  it("does not hide that a budget of time is spent", async () => {
    const clock = new JumpingClock();
    const tool: Tool = {
      ...reader,
      run: async () => {
        clock.jump -= HOUR_MS;
        clock.passed += 2 * MINUTE_MS;
        return { content: "read" };
      },
    };
    const agent = Agent.parse({
      id: "quick",
      system_prompt: "x",
      budget: { wall_time_ms: 60_000 },
    });
    const runtime = await testRuntime({ passes: READ, tools: [tool], agents: [agent], clock });

    const { run } = await runtime.ask("Read");

    expect(run).toMatchObject({ status: "timed_out", error: { code: "budget" } });
  });
});

describe("F30 event-loop-block: an event loop that was blocked", () => {
  it("lets a sleeper see what arrived meanwhile before it concludes that nothing came", async () => {
    const seen: string[] = [];
    const arrival = new Promise<void>((resolve) => setTimeout(resolve, 160)).then(() =>
      seen.push("news"),
    );
    const verdict = systemClock.sleep(100).then(() => seen.push("verdict"));

    block(300);
    await Promise.all([arrival, verdict]);

    expect(seen).toEqual(["news", "verdict"]);
  });

  it("makes no run time out or quiet that went on in time", async () => {
    const tool: Tool = {
      ...reader,
      timeout_ms: 200,
      run: async () => {
        const answered = new Promise<void>((resolve) => setTimeout(resolve, 150));
        block(400);
        await answered;
        return { content: "read" };
      },
    };
    const runtime = await testRuntime({ passes: READ, tools: [tool], quietMs: 200 });

    const { run } = await runtime.ask("Read");

    expect([run.status, run.calls[0]?.status]).toEqual(["completed", "done"]);
  });
});

/** The clock of this machine, with a wall clock that somebody sets and time that passes at once. */
class JumpingClock {
  jump = 0;
  passed = 0;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }

  now(): string {
    return new Date(Date.parse(systemClock.now()) + this.jump + this.passed).toISOString();
  }

  monotonic(): number {
    return systemClock.monotonic() + this.passed;
  }
}

/** Takes as long as it may, and ends when it is told to. */
function obedient(): Tool {
  return {
    ...reader,
    timeout_ms: HOUR_MS,
    run: (_args, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
}

function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}
