import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { Clock } from "#runtime/services.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { openMemoryOutputStore } from "./memory-output-store.ts";
import { OutputRetention } from "./output-retention.ts";

const DAY_MS = 24 * 60 * 60_000;
const MEGABYTE = 1024 * 1024;

/** A clock that shows what a test sets it to. */
function settable(): Clock & { ms: number } {
  const clock = {
    ms: Date.parse("2026-01-01T00:00:00.000Z"),
    now: () => new Date(clock.ms).toISOString(),
    monotonic: () => clock.ms,
    sleep: () => new Promise<void>(() => {}),
  };
  return clock;
}

const loud: Tool = {
  name: "loud",
  description: "Says much",
  source: "native",
  effect: "read",
  input_schema: { type: "object" },
  run: async ({ sign }) => ({ content: JSON.stringify(sign).repeat(200_000) }),
};

function passesOf(sign: string): string {
  return `[{ steps: [{ calls: [{ tool: loud, arguments: { sign: ${sign} } }] }] }, { steps: [{ text: Done }] }]`;
}

/** A thread for each sign, whose call gave a megabyte of it, a day apart. */
async function threads(...signs: readonly string[]) {
  const clock = settable();
  const outputs = openMemoryOutputStore(clock);
  const store = openMemoryStore();
  const runs: string[] = [];
  let runtime = await testRuntime({ store, outputs });
  for (const sign of signs) {
    runtime = await testRuntime({ store, outputs, tools: [loud], passes: passesOf(sign) });
    await runtime.boot();
    const { run_id } = await runtime.submit("Go");
    await runtime.ended(run_id);
    runs.push(run_id);
    clock.ms += DAY_MS;
  }
  const { threads: known } = runtime.services;
  const retain = (policy: { max_megabytes: number; max_age_days?: number }) =>
    new OutputRetention({
      store: outputs,
      policy,
      places: known.outputs,
      open: (place) => known.open(place),
      clock,
      report: (error) => {
        throw error;
      },
    });
  const call = async (run_id: string | undefined) => {
    const thread = await runtime.thread(run_id ?? "");
    return findRun(await thread.state(), run_id ?? "")?.calls[0];
  };
  return { clock, outputs, runtime, runs, retain, call };
}

describe("the retention of outputs", () => {
  it("lets the oldest expire where there are too many, and says so in its thread", async () => {
    const { outputs, retain, call, runs, runtime } = await threads("aaa", "bbb", "ccc");
    expect((await outputs.list()).reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(
      2 * MEGABYTE,
    );

    await retain({ max_megabytes: 2 }).start();

    expect((await call(runs[0]))?.kept).toMatchObject({ expired: "space" });
    expect((await call(runs[1]))?.kept).not.toHaveProperty("expired");
    expect(await outputs.list()).toHaveLength(2);
    const { events } = await runtime.ended(runs[0] ?? "");
    expect(payloadsOf(events, "output.expired")).toMatchObject([{ reason: "space" }]);
    expect(events.at(-1)).not.toHaveProperty("run_id");
  });

  it("lets expire what is too old, whatever the space", async () => {
    const { outputs, retain, call, runs } = await threads("aaa", "bbb");

    await retain({ max_megabytes: 1_000, max_age_days: 1 }).start();

    expect((await call(runs[0]))?.kept?.expired).toBe("age");
    expect(await outputs.list()).toHaveLength(1);
  });

  it("tells every thread that names the same output", async () => {
    const { retain, call, runs, clock } = await threads("aaa", "aaa");
    clock.ms += 5 * DAY_MS;

    await retain({ max_megabytes: 1_000, max_age_days: 1 }).start();

    for (const run of runs) expect((await call(run))?.kept?.expired).toBe("age");
  });

  it("says it before it is so: no log names what is not there", async () => {
    const { outputs, retain, call, runs } = await threads("aaa", "bbb");
    const said: unknown[] = [];
    outputs.remove = async () => {
      said.push((await call(runs[0]))?.kept?.expired);
      return false;
    };

    await retain({ max_megabytes: 1_000, max_age_days: 1 }).start();

    expect(said).toEqual(["age"]);
  });

  it("does not put a thread before others in the list", async () => {
    const { retain, runtime, runs } = await threads("aaa", "bbb");
    const before = (await runtime.services.threads.list()).map(({ runs: [run] }) => run?.run_id);

    await retain({ max_megabytes: 1_000, max_age_days: 1 }).start();

    expect(before).toEqual(runs.toReversed());
    const after = (await runtime.services.threads.list()).map(({ runs: [run] }) => run?.run_id);
    expect(after).toEqual(before);
  });

  it("sweeps at the start what a crash left without an event, and nothing of this process", async () => {
    const { outputs, retain, clock } = await threads("aaa");
    await outputs.put("ef".repeat(32), Buffer.from("left behind"));
    clock.ms += DAY_MS;
    const retention = retain({ max_megabytes: 1_000 });
    clock.ms += 1;
    await outputs.put("cd".repeat(32), Buffer.from("on its way"));

    await retention.start();

    const names = (await outputs.list()).map(({ sha256 }) => sha256);
    expect(names).toContain("cd".repeat(32));
    expect(names).not.toContain("ef".repeat(32));
    expect(names).toHaveLength(2);
  });

  it("makes room while the server runs, as soon as too much was kept", async () => {
    const { retain, call, runs, outputs } = await threads("aaa", "bbb");
    const retention = retain({ max_megabytes: 1 });
    const kept = {
      output_ref: "out_",
      sha256: "",
      bytes: 2 * MEGABYTE,
      total_bytes: 0,
      redactions: 0,
    };

    retention.kept(kept);
    await retention.enforce();

    expect((await call(runs[0]))?.kept?.expired).toBe("space");
    expect(await outputs.list()).toHaveLength(1);
  });
});
