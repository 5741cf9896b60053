import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { recordingOf } from "./recording.ts";
import { redact, redactEvents } from "./redact.ts";
import { replayRun } from "./replay-run.ts";

const PASSES = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md, password: hunter2hunter2 } }] }]
- steps: [{ text: "The password is hunter2hunter2." }]
`;

async function recorded(): Promise<readonly RuntimeEvent[]> {
  return (await (await testRuntime({ passes: PASSES })).ask("Log in")).events;
}

describe("redactEvents()", () => {
  it("strikes a key that the pieces of a stream cut in two, and keeps their lengths", async () => {
    const models = scriptedModels(
      {
        "a/1": () => [
          { type: "message_delta", text: "It is ghp_abcdefghijklm" },
          { type: "citation", citation: { title: "a.md" } },
          { type: "message_delta", text: "nopqrstuvwxyz, ok" },
          { type: "done", finish_reason: "stop" },
        ],
      },
      {},
    );
    const { events } = await (await testRuntime({ models })).ask("Go");

    const text = redactEvents(events).flatMap((event) => {
      return event.type === "model.delta" ? (event.payload.text ?? []) : [];
    });

    expect(text).toEqual(["It is *****************", "*************, ok"]);
  });

  it("strikes what stands under a secret's name also where it is said again", async () => {
    const safe = redactEvents(await recorded());

    expect(JSON.stringify(safe)).not.toContain("hunter2hunter2");
    expect(JSON.stringify(safe)).toContain("The password is **************.");
  });

  it("says what went, and in which events it stood", async () => {
    const passes = `- steps: [{ text: "sk-abcdefghijklmnop1234 is in /home/nora/keys" }]`;
    const runtime = await testRuntime({ passes });
    const { events } = await runtime.ask("Is known-canary-value the key?");
    const saying = (word: string) =>
      events
        .filter((event) => JSON.stringify(event).includes(word))
        .map(({ sequence }) => sequence);

    const { redactions } = redact(events, { known: ["known-canary-value"] });
    const withHomes = redact(events, { known: ["known-canary-value"], homes: true });

    expect(redactions).toEqual([
      { kind: "known", sequences: saying("known-canary-value") },
      { kind: "key", sequences: saying("sk-abc") },
    ]);
    expect(saying("known-canary-value").length).toBeGreaterThan(0);
    expect(withHomes.redactions).toContainEqual({ kind: "home", sequences: saying("/home/nora") });
    expect(JSON.stringify(withHomes.events)).toContain("is in **********/keys");
  });

  it("leaves events without a secret as they are", async () => {
    const { events } = await (await testRuntime()).ask("Go");

    for (const [at, event] of redactEvents(events, ["never-said"]).entries()) {
      expect(event).toBe(events[at]);
    }
  });

  it("gives a recording that is still run again without divergence", async () => {
    const safe = redactEvents(await recorded());
    const run_id = safe.find(({ run_id: id }) => id !== undefined)?.run_id ?? "";

    const result = await replayRun(recordingOf(safe, run_id), { clock: systemClock });

    expect(result).toMatchObject({ verdict: "same", isWhole: true });
  });
});
