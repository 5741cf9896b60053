import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import {
  isPublished,
  publishedSchema,
  SCHEMAS,
} from "#runtime/replay/testing/published-schemas.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { GOLDEN_CASES } from "#runtime/replay/golden-cases.ts";
import { importRecording } from "#runtime/replay/import-recording.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { toProfileEvent } from "#runtime/event/export-profile.ts";
import { importProfile } from "#runtime/event/import-profile.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { perform } from "./dispatch.ts";
import { exportReplay } from "./export-replay.ts";
import { forkThread } from "./fork-thread.ts";

const CALLS = `
- steps:
    - text: "I use sk-abcdefghijklmnop1234. "
    - calls:
        - { tool: read, arguments: { path: a.md, headers: { Authorization: "Bearer abc123def456" } } }
- steps: [{ text: "It said abc123def456." }]
`;

describe("export_replay", () => {
  it("gives a thread whose import folds to the same state", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("One");
    const { run: second } = await runtime.ask("Two", { session_id: run.session_id });
    const input = { run_id: second.run_id, scope: "thread" };

    const { events } = await perform(exportReplay, input, runtime.services);
    const lines = events.map((event) => JSON.stringify(event)).join("\n");
    const store = openMemoryStore();
    await importRecording(readRecording(lines), store);
    const other = await testRuntime({ store });

    const [before, after] = [await runtime.thread(run.run_id), await other.thread(run.run_id)];
    expect(await after.state()).toEqual(await before.state());
  });

  it("strikes out keys, and what stands under a secret's name, wherever it comes again (S28, S29)", async () => {
    const runtime = await testRuntime({ passes: CALLS });
    const { run } = await runtime.ask("Go with known-canary-value");
    const services = { ...runtime.services, secretValues: ["known-canary-value"] };

    const { events } = await perform(exportReplay, { run_id: run.run_id }, services);
    const text = JSON.stringify(events);

    expect(text).not.toMatch(/sk-abcdef|abc123def456|known-canary/);
    expect(text).toContain("Bearer ************");
    expect(events.some(({ refs }) => refs !== undefined)).toBe(true);
  });

  it("gives a fork with what came before it, which is replayed also without its secrets", async () => {
    const runtime = await testRuntime({ passes: CALLS });
    const { run } = await runtime.ask("Go");
    const forked = await perform(forkThread, { run_id: run.run_id }, runtime.services);
    const { run_id } = (await runtime.ended(forked.run_id ?? "")).run;

    const input = { run_id, scope: "thread" };
    const { events } = await perform(exportReplay, input, runtime.services);
    const lines = events.map((event) => JSON.stringify(event)).join("\n");
    const recording = recordingOf(readRecording(lines), run_id);

    expect(lines).not.toContain("abc123def456");
    expect(lines).toContain('"reused_from"');
    expect(await replayRun(recording, { clock: systemClock })).toMatchObject({
      verdict: "same",
      isWhole: true,
    });
  });

  it("gives the published names, and every event of every golden history is valid by them", async ({
    skip,
  }) => {
    skip(!isPublished, `The published schemas are not at ${SCHEMAS.pathname}`);
    const validate = publishedSchema("agentruntime-lime-profile-event");
    const problems: unknown[] = [];
    for (const { name, record } of GOLDEN_CASES) {
      for (const event of await record()) {
        if (!validate(toProfileEvent(event, "rt_1"))) {
          problems.push([name, event.type, event.sequence, validate.errors]);
        }
      }
    }

    expect(problems).toEqual([]);
  });

  it("exports a run in the published profile on demand", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("Go");
    const input = { run_id: run.run_id, format: "agentruntime-profile" };

    const { format, events } = await perform(exportReplay, input, runtime.services);

    expect(format).toBe("agentruntime-profile");
    expect(events[0]).toMatchObject({ type: "turn.submitted", runId: run.run_id });
  });
});

describe("an import of what was exported in the published profile", () => {
  it.each(GOLDEN_CASES)(
    "gives the history $name back, which folds to the same state",
    async ({ record }) => {
      const events = await record();
      const [first] = events;
      if (first === undefined) throw new Error("The history is empty");
      const start = emptyThread(first.session_id, first.thread_id);

      const exported = events.map((event) => toProfileEvent(event, "rt_1"));
      const imported = importProfile(JSON.parse(JSON.stringify(exported)));

      expect(imported.reduce(fold, start)).toEqual(events.reduce(fold, start));
      expect(imported.map((event) => toProfileEvent(event, "rt_2"))).toEqual(exported);
    },
  );
});

it("an exported thread can be stored in another place, and stands there as it stood", async () => {
  const runtime = await testRuntime({ passes: CALLS });
  const { run } = await runtime.ask("Go");
  const input = { run_id: run.run_id, scope: "thread", format: "agentruntime-profile" };
  const { events } = await perform(exportReplay, input, runtime.services);
  const store = openMemoryStore();

  await importRecording(importProfile(JSON.parse(JSON.stringify(events))), store);

  const other = await testRuntime({ store });
  const { run: kept } = await other.ended(run.run_id);
  expect(kept).toMatchObject({ status: "completed", calls: [{ status: "done" }] });
  expect(kept.last_sequence).toBe(run.last_sequence);
});

describe("the writer", () => {
  it("keeps what the process knows to be secret out of the log (S28)", async () => {
    const secrets = ["known-canary-value"];
    const runtime = await testRuntime({ secrets });
    const { events } = await runtime.ask("Is known-canary-value the key?");

    expect(JSON.stringify(events)).not.toContain("known-canary-value");
    expect(inputOf(events)).toBe("Is ****************** the key?");
  });
});

function inputOf(events: readonly RuntimeEvent[]): string | undefined {
  const submitted = events.find((event) => event.type === "turn.submitted");
  return submitted?.payload.input.text;
}
