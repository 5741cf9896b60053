import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { interruptTurn } from "./interrupt-turn.ts";
import { respondAction } from "./respond-action.ts";
import { actingTools } from "./testing/acting-tools.ts";
import { fork, own, sequenceOf, WORK, worked } from "./testing/forking.ts";

describe("a run forked after an event", () => {
  it("goes on from there: nothing that was done is done again, and nobody is asked", async () => {
    const { runtime, run, events, acts, did } = await worked();
    const sequence = sequenceOf(events, "tool.result");

    const forked = await fork(runtime, { run_id: run.run_id, sequence });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(did).toEqual(["write a.md", "read b.md", "write c.md"]);
    expect(acts).toEqual([]);
    expect(forked).toMatchObject({
      session_id: run.session_id,
      forked_from: { thread_id: run.thread_id, run_id: run.run_id, sequence },
      reused: { model_steps: 1, tool_results: 1 },
    });
    expect(forked.reused.events).toBe(
      events.filter((event) => event.run_id === run.run_id && event.sequence <= sequence).length,
    );
    expect(ended.run).toMatchObject({ status: "completed", thread_id: forked.thread_id });
    expect(answerText(ended.run)).toBe(answerText(run));
    expect(ended.run.calls.map(({ name, status }) => [name, status])).toEqual(
      run.calls.map(({ name, status }) => [name, status]),
    );
    const branch = own(ended.events, forked.thread_id);
    expect(payloadsOf(branch, "action.required")).toEqual([]);
    expect(payloadsOf(branch, "tool.started")).toMatchObject([
      {
        name: "read",
        reused_from: { run_id: run.run_id, tool_call_id: run.calls[1]?.tool_call_id },
      },
      {
        name: "write",
        reused_from: { run_id: run.run_id, tool_call_id: run.calls[2]?.tool_call_id },
      },
    ]);
    expect(payloadsOf(branch, "tool.result").every(({ reused_from }) => reused_from)).toBe(true);
    expect(payloadsOf(branch, "model.requested")).toHaveLength(2);
    expect(payloadsOf(branch, "turn.completed")).toHaveLength(1);
  });

  it("begins in one append that names where it left, with sequences that go on", async () => {
    const { runtime, run, events } = await worked();
    const sequence = sequenceOf(events, "model.completed");

    const forked = await fork(runtime, { run_id: run.run_id, sequence });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(ended.events.map((event) => event.sequence)).toEqual(
      ended.events.map((_, index) => index + 1),
    );
    const [started, submitted] = own(ended.events, forked.thread_id);
    expect(started).toMatchObject({
      type: "thread.started",
      sequence: sequence + 1,
      payload: { forked_from: { thread_id: run.thread_id, sequence } },
    });
    expect(submitted).toMatchObject({
      type: "turn.submitted",
      payload: {
        input: { text: "Work" },
        replaces: run.turn_id,
        forked_from: { run_id: run.run_id, sequence },
        effects: "ask",
      },
    });
    expect(forked.after).toBe(sequence + 1);
  });

  it("leaves its origin untouched but for the session's own facts", async () => {
    const { runtime, run, events } = await worked();
    const { log } = await runtime.thread(run.thread_id);
    const forked = await fork(runtime, {
      run_id: run.run_id,
      sequence: sequenceOf(events, "tool.result"),
    });
    await runtime.ended(forked.run_id ?? "");

    const after = (await log.read(0)).map(({ event }) => event);

    expect(after.slice(0, events.length)).toEqual(events);
    expect(after.slice(events.length)).toMatchObject([
      { type: "session.updated", payload: { active_thread_id: forked.thread_id } },
    ]);
  });

  it("runs all of it again from its first event where nobody names one", async () => {
    const { runtime, run, acts } = await worked();

    const forked = await fork(runtime, {
      run_id: run.run_id,
      changes: { system_prompt: "Be brief" },
    });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(acts).toEqual([]);
    expect(forked.reused).toMatchObject({ model_steps: 0, tool_results: 0 });
    expect(ended.run.calls.map(({ reused_from }) => reused_from?.tool_call_id)).toEqual(
      run.calls.map(({ tool_call_id }) => tool_call_id),
    );
    expect(answerText(ended.run)).toBe(answerText(run));
  });
});

describe("what was under way where a run is forked", () => {
  it("is an answer: it is dropped, and the model is asked anew", async () => {
    const { runtime, run, events } = await worked();
    const sequence = sequenceOf(events, "model.delta");

    const forked = await fork(runtime, { run_id: run.run_id, sequence });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(ended.run.steps[0]).toMatchObject({ state: "failed", discarded: true });
    expect(answerText(ended.run)).toBe(answerText(run));
    expect(payloadsOf(own(ended.events, forked.thread_id), "model.failed")).toEqual([]);
    expect(forked.reused).toMatchObject({ model_steps: 0, tool_results: 0 });
  });

  it("is a question: it is asked anew in the branch, and stays open in the origin", async () => {
    const { tools, acts } = actingTools();
    const runtime = await testRuntime({ passes: WORK, tools });
    const { run_id } = await runtime.submit("Work");
    const waiting = await runtime.reaches(run_id, ({ status }) => status === WAITS);

    const forked = await fork(runtime, { run_id, sequence: waiting.last_sequence });
    const branch = await runtime.reaches(forked.run_id ?? "", ({ status }) => {
      return status === "waiting_permission";
    });
    const deny = { action_id: branch.approvals[0]?.action_id, decision: "deny" };
    await perform(respondAction, deny, runtime.services);
    const denied = await runtime.reaches(forked.run_id ?? "", ({ calls }) => calls.length > 1);

    expect(branch.approvals).toHaveLength(1);
    expect(branch.approvals[0]?.action_id).not.toBe(waiting.approvals[0]?.action_id);
    expect(acts.filter((act) => act.startsWith("write"))).toEqual([]);
    expect(denied.calls[0]?.status).toBe("denied");
    const origin = await runtime.reaches(run_id, () => true);
    expect(origin.status).toBe("waiting_permission");
    expect(origin.approvals[0]).not.toHaveProperty("decision");
  });

  it("is a call that runs: the branch does not take it for done, nor does it again unasked", async () => {
    const { runtime, run, events, acts } = await worked();
    const sequence = sequenceOf(events, "tool.started");

    const forked = await fork(runtime, { run_id: run.run_id, sequence });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(acts).toEqual([]);
    expect(ended.run.calls[0]).toMatchObject({
      status: "done",
      reused_from: { tool_call_id: run.calls[0]?.tool_call_id },
    });
  });
});

describe("a forked run that is stopped", () => {
  it("ends with its question withdrawn, and its origin goes on", async () => {
    const { tools } = actingTools();
    const runtime = await testRuntime({ passes: WORK, tools });
    const { run_id } = await runtime.submit("Work");
    const { last_sequence } = await runtime.reaches(run_id, ({ status }) => status === WAITS);
    const forked = await fork(runtime, { run_id, sequence: last_sequence });
    const branch = { run_id: forked.run_id ?? "" };
    await runtime.reaches(branch.run_id, ({ status }) => status === WAITS);

    await perform(interruptTurn, branch, runtime.services);
    const { run } = await runtime.ended(branch.run_id);

    expect(run).toMatchObject({ status: "cancelled", approvals: [{ decision: "cancelled" }] });
    expect((await runtime.reaches(run_id, () => true)).status).toBe(WAITS);
  });
});

describe("a fork that a crash cut off", () => {
  /** A server that starts with so many of the fork's first events. */
  async function restarted(kept: number) {
    const { runtime, run, events } = await worked();
    const sequence = sequenceOf(events, "tool.result");
    await runtime.services.queue.drain();
    const forked = await fork(runtime, { run_id: run.run_id, sequence });
    const begun = await (await runtime.thread(forked.thread_id)).log.read(sequence);
    const store = openMemoryStore();
    const root = await store.open(run.session_id, run.thread_id);
    await root.append(await (await runtime.thread(run.run_id)).log.read(0));
    const log = await store.open(run.session_id, forked.thread_id, { after: sequence });
    await log.append(begun.slice(0, kept));
    const { tools, acts } = actingTools();
    const after = await testRuntime({ store, passes: WORK, tools });
    await after.boot();
    return { after, run, forked, acts };
  }

  it.each([2, 3, 4])("goes on at the next start with %s of its events", async (kept) => {
    const { after, run, forked, acts } = await restarted(kept);

    const ended = await after.ended(forked.run_id ?? "");

    expect(ended.run.status).toBe("completed");
    expect(answerText(ended.run)).toBe(answerText(run));
    expect(acts).toEqual([]);
    expect(ended.run).not.toHaveProperty("recovery");
  });

  it("is a branch without a turn where only its beginning was kept", async () => {
    const { after, forked, acts } = await restarted(1);

    const { turns, forked_from } = await (await after.thread(forked.thread_id)).state();

    expect({ turns, acts }).toEqual({ turns: [], acts: [] });
    expect(forked_from).toMatchObject({ sequence: forked.forked_from.sequence });
  });
});

const WAITS = "waiting_permission";
