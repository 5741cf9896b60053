import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import type { ManifestEntry } from "#runtime/evidence/output-manifest.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { systemClock } from "#runtime/system-services.ts";
import { payloadsOf, reader, testRuntime, typesOf, writer } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { exportEvidence } from "./export-evidence.ts";
import { getSnapshot } from "./get-snapshot.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";
import { writtenRun } from "./testing/written-run.ts";

const KEY = `sk-${"a1b2c3d4".repeat(4)}`;

describe("the end of a run", () => {
  it("tells where its evidence is, before its last event, once", async () => {
    const { events, run_id } = await writtenRun();

    const types = typesOf(events);
    expect(types.slice(-2)).toEqual(["evidence.changed", "turn.completed"]);
    expect(payloadsOf(events, "evidence.changed")).toEqual([
      {
        kind: "run",
        title: `Evidence of run ${run_id}`,
        pack_ref: `evidence:${run_id}`,
        replay_ref: `replay:${run_id}`,
      },
    ]);
    expect(events.at(-2)).toMatchObject({ run_id, evidence_id: expect.stringMatching(/^evd_/) });
  });

  it("tells it once although a crash came between that and the end", async () => {
    const { events, run_id } = await writtenRun();
    const store = openMemoryStore();
    const [first] = events;
    const log = await store.open(first?.session_id ?? "", first?.thread_id ?? "");
    const cut = events.slice(0, -1);
    await log.append(cut.map((event) => ({ event, json: JSON.stringify(event) })));

    const again = await testRuntime({ store });
    await again.boot();
    const { events: whole } = await again.ended(run_id);

    expect(typesOf(whole).filter((type) => type === "evidence.changed")).toHaveLength(1);
    expect(whole.at(-1)?.type).toBe("turn.completed");
  });
});

describe("export_evidence", () => {
  it("gives the facts of a run: events, decisions, calls, costs, and how each kind stands", async () => {
    const { runtime, run_id, events } = await writtenRun();

    const pack = await perform(exportEvidence, { run_id }, runtime.services);

    expect(pack.events.map(({ sequence }) => sequence)).toEqual(
      events.filter((event) => event.run_id === run_id).map(({ sequence }) => sequence),
    );
    expect(pack.scope).toMatchObject({ run_ids: [run_id], complete: true });
    expect(pack.decisions.map(({ subject, outcome, by }) => [subject, outcome, by])).toEqual(
      expect.arrayContaining([
        ["read", "allow", expect.any(String)],
        ["write", "ask", expect.any(String)],
        [expect.stringMatching(/^call_/), "allow_once", "person"],
        ["scenario/test", "chosen", "default"],
      ]),
    );
    expect(pack.runs[0]).toMatchObject({
      input: "Write it",
      text: "Done.",
      status: "completed",
      tool_calls: [
        { name: "read", status: "done" },
        { name: "write", status: "done" },
      ],
    });
    expect(states(pack.signals)).toMatchObject({
      events: "exported",
      model_calls: "exported",
      tool_calls: "exported",
      decisions: "exported",
      costs: "exported",
      outputs: "not_applicable",
      context_boundaries: "not_applicable",
      traces: "unsupported",
      subagents: "not_applicable",
      verification: "not_applicable",
    });
    expect(pack.missing).toEqual([`${run_id}: the price of 2 of 2 answers`]);
  });

  it("is the same evidence however often it is asked for, and noted once", async () => {
    const { runtime, run_id, events } = await writtenRun();
    const [observed] = events.filter(({ type }) => type === "evidence.changed");

    const first = await perform(exportEvidence, { run_id }, runtime.services);
    const second = await perform(exportEvidence, { run_id }, runtime.services);

    expect(second).toEqual(first);
    expect(first).toMatchObject({
      evidence_id: observed?.evidence_id,
      pack_ref: `evidence:${run_id}`,
    });
    const { events: after } = await runtime.ended(run_id);
    expect(after.slice(events.length).map(({ type, run_id: of }) => [type, of])).toEqual([
      ["evidence.changed", undefined],
    ]);
  });

  it("covers a whole thread up to a named event, and is another once the thread goes on", async () => {
    const models = scriptedModels({ "a/1": (call) => says(`Answer ${call}`) }, {});
    const runtime = await testRuntime({ models });
    const { session_id, thread_id, run_id } = await runtime.submit("One");
    const { run } = await runtime.ended(run_id);

    const one = await perform(exportEvidence, { session_id }, runtime.services);
    const same = await perform(exportEvidence, { thread_id }, runtime.services);
    await runtime.ask("Two", { session_id });
    const two = await perform(exportEvidence, { thread_id }, runtime.services);

    expect(one.pack_ref).toBe(`evidence:${thread_id}@${run.last_sequence}`);
    expect(same.evidence_id).toBe(one.evidence_id);
    expect(two.evidence_id).not.toBe(one.evidence_id);
    expect(two.runs.map(({ text }) => text)).toEqual(["Answer 1", "Answer 2"]);
  });

  it("holds no secret, neither of the process nor one that looks like a key", async () => {
    const leak = { ...reader, run: async () => ({ content: `token ${KEY}` }) };
    const { runtime, run_id } = await writtenRun({ tools: [leak, writer] });

    const pack = await perform(exportEvidence, { run_id }, runtime.services);

    expect(JSON.stringify(pack)).not.toContain(KEY);
    expect(JSON.stringify(pack)).toContain("*".repeat(KEY.length));
  });

  it("says what is not known instead of guessing it", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const { run_id } = await runtime.submit("Hold");
    await runtime.reaches(run_id, ({ parts }) => parts.length > 0);

    const pack = await perform(exportEvidence, { run_id }, runtime.services);

    expect(pack.scope.complete).toBe(false);
    expect(pack.missing).toEqual([
      `${run_id}: it has not ended`,
      `${run_id}: no provider counted tokens`,
    ]);
    expect(pack.pack_ref).toMatch(/@\d+$/);
  });

  it("says which facts name nothing that it holds", async () => {
    const { runtime, run_id, run } = await writtenRun();
    const thread = await runtime.thread(run_id);
    const loose = await thread.append([
      {
        type: "cost.recorded",
        run_id,
        step_id: "st_gone",
        payload: { usage: { input_tokens: 1, output_tokens: 1 } },
      },
    ]);

    const pack = await perform(exportEvidence, { run_id: run.run_id }, runtime.services);

    expect(pack.signals["costs"]).toEqual({
      state: "missing_correlation",
      count: 3,
      reason: "1 of 3 name nothing that the evidence holds",
      loose: [loose[0]?.sequence],
    });
  });

  it("runs the work again where it is asked to, and the log keeps what came of it", async () => {
    const { runtime, run_id, run } = await writtenRun();

    const { verification } = await perform(
      exportEvidence,
      { run_id, verify: true },
      runtime.services,
    );
    const summary = { snapshot: "evidence_summary", thread_id: run.thread_id };
    const snapshot = await perform(getSnapshot, summary, runtime.services);

    expect(verification).toEqual([
      { name: "replay", run_id, status: "passed", detail: expect.stringMatching(/^\d+ events$/) },
    ]);
    expect(snapshot).toMatchObject({
      verification,
      evidence: [{ kind: "pack", pack_ref: `evidence:${run_id}` }],
    });
  });

  it.each([{}, { run_id: "r_none" }, { session_id: "s_none" }, { colour: 1 }])(
    "refuses %j",
    async (input) => {
      const { services } = await testRuntime();

      await expect(dispatch("export_evidence", input, services)).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid_input|not_found)$/),
      });
    },
  );
});

describe("the outputs in the evidence", () => {
  const CONTENT = `${"line of text\n".repeat(10_000)}${KEY}`;

  async function loudRun() {
    const outputs = openMemoryOutputStore(systemClock);
    const loud = { ...reader, run: async () => ({ content: CONTENT }) };
    return { outputs, ...(await writtenRun({ outputs, tools: [loud, writer] })) };
  }

  async function entryOf(
    { runtime, run_id }: Awaited<ReturnType<typeof loudRun>>,
    more: object = {},
  ): Promise<ManifestEntry | undefined> {
    const pack = await perform(exportEvidence, { run_id, ...more }, runtime.services);
    return pack.outputs[0];
  }

  it("are named with their size and hash, and come along only where that is asked for", async () => {
    const made = await loudRun();

    const named = await entryOf(made);
    const whole = await entryOf(made, { include_outputs: true });

    expect(named).toMatchObject({
      state: "kept",
      bytes: CONTENT.length,
      tool_call_id: made.run.calls[0]?.tool_call_id,
      output_ref: `out_${named?.sha256}`,
    });
    expect(named).not.toHaveProperty("content");
    expect(whole?.content).toBe(CONTENT.replace(KEY, "*".repeat(KEY.length)));
  });

  it("are said to be missing or expired, as it is", async () => {
    const missing = await loudRun();
    for (const known of await missing.outputs.list()) await missing.outputs.remove(known);
    const expired = await loudRun();
    const thread = await expired.runtime.thread(expired.run_id);
    const output_ref = expired.run.calls[0]?.kept?.output_ref ?? "";
    await thread.append([{ type: "output.expired", payload: { output_ref, reason: "age" } }]);

    expect(await entryOf(missing, { include_outputs: true })).toMatchObject({ state: "missing" });
    expect(await entryOf(expired, { include_outputs: true })).toMatchObject({ state: "expired" });
  });
});

function states(signals: Readonly<Record<string, { state: string }>>) {
  return Object.fromEntries(Object.entries(signals).map(([name, { state }]) => [name, state]));
}
