import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { scheduledTurns } from "#runtime/control/schedules.ts";
import { dispatch } from "#runtime/control/dispatch.ts";
import { says, scriptedModels, type Script } from "#runtime/model/testing/scripted-models.ts";
import { ManualClock, payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { openRecordsFile } from "#runtime/node-records-file.ts";
import { ScheduleRecords, type ScheduleStore, schedulesInMemory } from "./schedule-store.ts";
import { Scheduler } from "./scheduler.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A clerk with a digest at nine; the clock begins at midnight of 1 January 2026, UTC. */
function clerk(cron = "0 9 * * *"): Agent {
  const digest = { id: "digest", title: "Digest", instructions: "Sum up.", schedules: [cron] };
  return Agent.parse({ id: "clerk", system_prompt: "Clerk.", skills: [digest] });
}

interface Begun {
  readonly cron?: string;
  readonly timezone?: string;
  readonly store?: ScheduleStore;
  readonly clock?: ManualClock;
  readonly script?: Script;
}

async function begin(options: Begun = {}) {
  const { clock = new ManualClock(), store = schedulesInMemory(), timezone = "UTC" } = options;
  const models = scriptedModels({ "a/1": options.script ?? (() => says("Done")) }, {});
  const runtime = await testRuntime({ models, agents: [clerk(options.cron)], clock });
  const problems: Error[] = [];
  const scheduler = new Scheduler({
    clock,
    timezone,
    store,
    report: (problem) => problems.push(problem),
    ...scheduledTurns(runtime.services, timezone),
  });
  const services = { ...runtime.services, schedules: scheduler };
  const turns = async () => (await runtime.services.threads.list()).flatMap(({ runs }) => runs);
  const listed = async () => (await scheduler.list())[0];
  return { clock, store, runtime, scheduler, services, turns, listed, problems };
}

describe("153: the schedule of a skill", () => {
  it("asks its agent in a session of its own, at the time and once", async () => {
    const { clock, scheduler, runtime, turns, listed } = await begin();
    await scheduler.look();
    clock.advance(9 * HOUR_MS - 1_000);
    await scheduler.look();
    expect(await turns()).toEqual([]);

    clock.advance(1_000);
    await scheduler.look();
    await scheduler.look();

    const [turn, ...more] = await turns();
    expect(more).toEqual([]);
    const { run, events } = await runtime.ended(turn?.run_id ?? "");
    expect(run.agent).toBe("clerk");
    expect(run.system_prompt).toContain("[SKILL: Digest]\nSum up.");
    expect(payloadsOf(events, "turn.submitted")).toMatchObject([{ source: "schedule" }]);
    expect(turn?.text).toMatch(/^Scheduled: #digest, 2026-01-01 09:00 UTC\n/);
    expect(await listed()).toMatchObject({
      next: "2026-01-02T09:00:00.000Z",
      last: { time: "2026-01-01T09:00:00.000Z", run_id: run.run_id },
      paused: false,
    });
  });

  it("means the time zone of the user", async () => {
    const { listed } = await begin({ timezone: "Asia/Tokyo" });

    expect(await listed()).toMatchObject({ next: "2026-01-02T00:00:00.000Z" });
  });

  it("does not bring its skill into other conversations", async () => {
    const { runtime } = await begin();

    const plain = await runtime.ask("Hello", { options: { agent: "clerk" } });
    const tagged = await runtime.ask("#digest please", { options: { agent: "clerk" } });

    expect(plain.run.system_prompt).not.toContain("SKILL");
    expect(tagged.run.system_prompt).toContain("[SKILL: Digest]");
  });

  it("says which times passed while no server ran, and makes up for none of them", async () => {
    const first = await begin();
    await first.scheduler.look();
    const { clock, store } = first;
    clock.advance(3 * DAY_MS + 12 * HOUR_MS);

    const { scheduler, turns, listed } = await begin({ clock, store });
    await scheduler.look();

    expect(await turns()).toEqual([]);
    expect(await listed()).toMatchObject({
      missed: {
        count: 4,
        first: "2026-01-01T09:00:00.000Z",
        last: "2026-01-04T09:00:00.000Z",
        because: "away",
      },
      next: "2026-01-05T09:00:00.000Z",
    });
  });

  it("begins no second run while the first goes on, and says so", async () => {
    const never: Script = () => {
      throw new Error("unused");
    };
    const { clock, scheduler, turns, listed, runtime } = await begin({
      cron: "0 * * * *",
      script: never,
    });
    runtime.services.queue.wake = () => {}; // Nothing works on the turn.
    await scheduler.look();
    for (const _ of ["one", "two"]) {
      clock.advance(HOUR_MS);
      await scheduler.look();
    }

    expect(await turns()).toHaveLength(1);
    expect(await listed()).toMatchObject({ missed: { count: 1, because: "busy" } });
  });

  it("begins nothing while it is paused, and goes on with the next time after that", async () => {
    const { clock, scheduler, services, turns, listed } = await begin();
    await scheduler.look();
    const schedule = (await listed())?.id;
    await dispatch("pause_schedule", { schedule }, services);
    clock.advance(9 * HOUR_MS);
    await scheduler.look();
    expect(await turns()).toEqual([]);
    expect(await listed()).toMatchObject({ paused: true });

    await dispatch("resume_schedule", { schedule }, services);
    await scheduler.look();
    expect(await turns()).toEqual([]);
    clock.advance(DAY_MS);
    await scheduler.look();

    expect(await turns()).toHaveLength(1);
    await expect(dispatch("pause_schedule", { schedule: "x" }, services)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("is looked at by itself, until it is told to end", async () => {
    const { clock, scheduler, turns } = await begin({ cron: "* * * * *" });
    const over = new AbortController();
    const running = scheduler.run(over.signal);
    await clock.asleep(MINUTE_MS);
    clock.advance(30_000);
    await clock.asleep(30_000);

    clock.advance(30_000);
    await clock.asleep(30_000);
    expect(await turns()).toHaveLength(1);
    over.abort();
    await running;
  });

  it("starts nothing where what is kept of it cannot be read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "uar-schedules-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "sys", "schedules.json");
    const { scheduler, clock, turns } = await begin({
      store: openRecordsFile(file, ScheduleRecords, "schedules"),
    });
    await scheduler.look();
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
      "clerk|digest|0 9 * * *": { paused: false },
    });
    await writeFile(file, "{");
    clock.advance(9 * HOUR_MS);

    await expect(scheduler.look()).rejects.toThrow(/is not JSON; correct it or delete it/);
    expect(await turns()).toEqual([]);
  });
});
