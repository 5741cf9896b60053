import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openFileStore } from "#runtime/log/file-store.ts";
import { Random } from "#runtime/log/simulation/random.ts";
import { SimulatedDisk } from "#runtime/log/simulation/simulated-disk.ts";
import { SimulatedProcess } from "#runtime/log/simulation/simulated-process.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { answerText, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { Moments } from "./moments.ts";
import { slowDisk } from "./slow-disk.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { goOn } from "./virtual-time.ts";

const MINUTE_MS = 60_000;
const PATIENCE_MS = 10 * MINUTE_MS;
const TOKENS = 300;
const TOKEN_MS = 20;

describe("F04 log-fail-nth-op: a disk that is full for a while", () => {
  it("puts a run off, and it goes on by itself once there is room", async () => {
    const world = await worldOf({ syncMs: 0 });
    const { run_id } = await world.done(world.runtime.submit("Go"));
    await world.until(run_id, ({ calls }) => calls[0]?.status === "running");

    world.isFull = true;
    await goOn(world, world.clock.monotonic() + PATIENCE_MS);
    expect(world.runtime.failures.length).toBeGreaterThan(5);
    expect(world.runtime.failures.length).toBeLessThan(20);
    world.isFull = false;
    const run = await world.until(run_id, ({ status }) => isTerminal(status));

    expect(run).toMatchObject({ status: "completed", recovery: { attempt: 2 } });
    expect(answerText(run)).toBe(ANSWER);
  });

  it("runtime.error says so once there is room, once and in the run that it held up", async () => {
    const world = await worldOf({ syncMs: 0 });
    const { run_id, thread_id } = await world.done(world.runtime.submit("Go"));
    await world.until(run_id, ({ calls }) => calls[0]?.status === "running");

    world.isFull = true;
    await goOn(world, world.clock.monotonic() + PATIENCE_MS);
    world.isFull = false;
    const run = await world.until(run_id, ({ status }) => isTerminal(status));

    const events = await world.events(thread_id);
    const faults = events.filter(({ type }) => type === "runtime.error");
    expect(faults).toMatchObject([
      {
        run_id,
        payload: {
          error: {
            code: "log_failed",
            message: expect.stringContaining("The disk was full"),
            hint: "Free space on the disk of the data folder",
          },
        },
      },
    ]);
    expect(run.parts).toContainEqual(
      expect.objectContaining({ kind: "notice", title: expect.stringContaining("disk was full") }),
    );
    expect(run.recovery?.downtime_ms).toBeGreaterThan(PATIENCE_MS / 2);
  });

  it("refuses a message, and takes the next one without a restart", async () => {
    const world = await worldOf({ syncMs: 0 });
    const { run_id, session_id } = await world.done(world.runtime.submit("Go"));
    await world.until(run_id, ({ status }) => isTerminal(status));

    world.isFull = true;
    const refused = await world.done(world.runtime.submit("Again", { session_id }).catch(String));
    world.isFull = false;
    const taken = await world.done(world.runtime.submit("Now", { session_id }));

    expect(refused).toContain("ENOSPC");
    const run = await world.until(taken.run_id, ({ status }) => isTerminal(status));
    expect(run.status).toBe("completed");
    const { turns } = await (await world.runtime.thread(session_id)).state();
    expect(turns.at(-1)?.text).toBe("Now");
  });
});

describe.each([
  { syncMs: 200, writes: 0.9 },
  { syncMs: 600, writes: 0.75 },
  { syncMs: 2_000, writes: 0.45 },
])("F29 slow-disk: with $syncMs ms for each fsync", ({ syncMs, writes }) => {
  it("a run is whole, no time-out strikes, and tokens share writes", async () => {
    const world = await worldOf({ syncMs });
    const { run_id, thread_id } = await world.done(world.runtime.submit("Go"));

    const run = await world.until(run_id, ({ status }) => isTerminal(status));

    expect([run.status, answerText(run)]).toEqual(["completed", ANSWER]);
    expect(run.calls.map(({ status }) => status)).toEqual(["done"]);
    expect(world.runtime.failures).toEqual([]);
    const deltas = payloadsOf(await world.events(thread_id), "model.delta");
    // What comes during the fsync that is due every second goes out with what comes next.
    expect(deltas.length).toBeLessThan(TOKENS * writes);
  });

  it("a run that is stopped while its tool does not listen ends once", async () => {
    const world = await worldOf({ syncMs, deafMs: MINUTE_MS });
    const { run_id, thread_id } = await world.done(world.runtime.submit("Go"));
    await world.until(run_id, ({ calls }) => calls[0]?.status === "running");

    await world.done(perform(interruptTurn, { run_id }, world.runtime.services));
    await goOn(world, world.clock.monotonic() + PATIENCE_MS);

    const events = await world.events(thread_id);
    expect(events.filter(({ type }) => type === "turn.failed")).toHaveLength(1);
    expect(events.at(-1)?.type).toBe("turn.failed");
  });
});

interface Disposition {
  /** How long each fsync takes. */
  readonly syncMs: number;
  /** How long the tool goes on after it was told to stop. */
  readonly deafMs?: number;
}

/** A runtime on a simulated disk, in virtual time. */
async function worldOf({ syncMs, deafMs = 500 }: Disposition) {
  const moments = new Moments();
  const clock = new VirtualClock(moments.pass);
  const disk = new SimulatedDisk(new Random(1));
  disk.makeDirectory("/data");
  disk.root.sync();
  const state = { isFull: false };
  const process = new SimulatedProcess(disk, (kind) => {
    moments.pass();
    return state.isFull && kind.startsWith("write") ? "ENOSPC" : undefined;
  });
  const slow = slowDisk(process, clock, () => syncMs);
  const world = { moments, clock };
  const done = async <Result>(work: Promise<Result>): Promise<Result> => {
    let isDone = false;
    const end = work.finally(() => {
      isDone = true;
    });
    end.catch(() => {}); // Whoever asked hears of it below.
    await goOn(world, clock.monotonic() + PATIENCE_MS, () => isDone);
    return end;
  };
  const store = await done(openFileStore({ disk: slow, clock, directory: "/data" }));
  const tool: Tool = {
    name: "look",
    description: "Looks",
    source: "native",
    effect: "read",
    input_schema: { type: "object" },
    timeout_ms: 1_000,
    run: async () => {
      await clock.sleep(deafMs);
      return { content: "seen" };
    },
  };
  const runtime = await testRuntime({ store, clock, driver: talker(clock), tools: [tool] });
  const events = async (place: string): Promise<readonly RuntimeEvent[]> =>
    (await (await runtime.thread(place)).log.read(0)).map(({ event }) => event);
  const until = async (runId: string, holds: (run: RunState) => boolean): Promise<RunState> => {
    const thread = await done(runtime.thread(runId));
    const runOf = ({ turns }: ThreadState) => turns.find(({ run_id }) => run_id === runId)?.run;
    const never = new AbortController().signal;
    const reached = thread.until((known) => {
      const run = runOf(known);
      return run !== undefined && holds(run);
    }, never);
    const run = runOf(await done(reached));
    if (run === undefined) throw new Error(`No run "${runId}"`);
    return run;
  };
  return Object.assign(state, { ...world, runtime, done, until, events });
}

const ANSWER = Array.from({ length: TOKENS }, (_, token) => `t${token}`).join(" ");

/** Looks once, then answers token by token. */
function talker(clock: VirtualClock): ModelDriver {
  return {
    provider: "test",
    model: "driver",
    async *stream({ messages }, signal) {
      if (messages.at(-1)?.role === "user") {
        yield [{ type: "tool_call_complete", id: "1", name: "look", arguments: "{}" }];
        return yield [{ type: "done", finish_reason: "tool_calls" }];
      }
      for (const [at, word] of ANSWER.split(" ").entries()) {
        await clock.sleep(TOKEN_MS, signal);
        yield [{ type: "message_delta", text: at === 0 ? word : ` ${word}` }];
      }
      yield [{ type: "done", finish_reason: "stop" }];
    },
  };
}
