import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { CommandError } from "./command.ts";
import { fork, sequenceOf, worked } from "./testing/forking.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

describe("a branch after an event of a thread", () => {
  it("goes on from the conversation up to there, as any turn does", async () => {
    const models = scriptedModels({ "a/1": (call) => says(`Answer ${call}`) }, {});
    const runtime = await testRuntime({ models });
    const { run } = await runtime.ask("One");
    await runtime.ask("Two", { session_id: run.session_id });
    const { thread_id, last_sequence: sequence } = run;

    const forked = await fork(runtime, { thread_id, sequence, input: { text: "Other" } });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(models.requests.at(-1)?.messages.slice(1)).toMatchObject([
      { role: "user", content: "One" },
      { role: "assistant", content: "Answer 1" },
      { role: "user", content: "Other" },
    ]);
    expect(ended.run).not.toHaveProperty("forked_from");
    expect(forked.reused).toEqual({ events: 0, model_steps: 0, tool_results: 0 });
    const { turns } = await (await runtime.thread(forked.thread_id)).state();
    expect(turns.map(({ text }) => text)).toEqual(["One", "Other"]);
  });

  it("is made without a turn, and takes the next message of its session", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("One");

    const forked = await fork(runtime, { thread_id: run.thread_id });
    const next = await runtime.ask("Two", { session_id: run.session_id });

    expect(forked).not.toHaveProperty("run_id");
    expect(next.run).toMatchObject({ thread_id: forked.thread_id, status: "completed" });
    const root = await (await runtime.thread(run.thread_id)).state();
    expect(root.turns.map(({ text }) => text)).toEqual(["One"]);
  });

  it("leaves while the thread works, from before what is under way, and the work goes on", async () => {
    const driver = new HoldingDriver();
    const runtime = await testRuntime({ driver });
    const { run } = await runtime.ask("One");
    const held = await runtime.submit("Hold", { session_id: run.session_id });
    const queued = await runtime.submit("Wait", { session_id: run.session_id });
    await runtime.reaches(held.run_id, ({ parts }) => parts.length > 0);

    const { thread_id } = run;
    const forked = await fork(runtime, { thread_id, input: { text: "Meanwhile" } });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(ended.run.status).toBe("completed");
    expect(forked.forked_from.sequence).toBe(run.last_sequence);
    const branch = await (await runtime.thread(forked.thread_id)).state();
    expect(branch.turns.map(({ text }) => text)).toEqual(["One", "Meanwhile"]);
    expect(branch.queue).toEqual([]);
    const origin = await (await runtime.thread(thread_id)).state();
    expect(origin.turns.map((turn) => turn.run.status)).toEqual(["completed", "running", "queued"]);
    expect(origin.queue).toEqual([queued.turn_id]);
    await runtime.services.queue.drain();
  });
});

describe("a fork of a fork", () => {
  it("has the whole conversation, and takes over what the first fork took over", async () => {
    const { runtime, run, events, acts } = await worked();
    const first = await fork(runtime, {
      run_id: run.run_id,
      sequence: sequenceOf(events, "tool.result"),
    });
    const { run: middle, events: more } = await runtime.ended(first.run_id ?? "");
    const sequence = more.find((event) => {
      return event.type === "tool.result" && event.thread_id === first.thread_id;
    })?.sequence;

    const second = await fork(runtime, { run_id: middle.run_id, sequence });
    const ended = await runtime.ended(second.run_id ?? "");

    expect(acts).toEqual([]);
    expect(second.forked_from).toEqual({
      thread_id: first.thread_id,
      run_id: middle.run_id,
      sequence,
    });
    expect(second.reused).toMatchObject({ model_steps: 2, tool_results: 2 });
    expect(ended.run.forked_from?.run_ids).toEqual([run.run_id, middle.run_id]);
    expect(ended.run.parts.map(({ kind }) => kind)).toEqual(run.parts.map(({ kind }) => kind));
    expect(new Set(ended.events.map(({ thread_id }) => thread_id))).toEqual(
      new Set([run.thread_id, first.thread_id, second.thread_id]),
    );
  });

  it("leaves the thread that wrote the event, so that chains stay short", async () => {
    const { runtime, run, events } = await worked();
    const sequence = sequenceOf(events, "tool.result");
    const first = await fork(runtime, { run_id: run.run_id, sequence });
    await runtime.ended(first.run_id ?? "");
    const at = sequenceOf(events, "model.completed");

    const second = await fork(runtime, { run_id: first.run_id, sequence: at });
    const third = await fork(runtime, { thread_id: first.thread_id, sequence: 2 });

    const { thread_id, run_id } = run;
    expect(second.forked_from).toEqual({ thread_id, run_id, sequence: at });
    expect(third.forked_from).toEqual({ thread_id, sequence: 2 });
  });

  it("can be made of a fork that has not begun to run", async () => {
    const { runtime, run, events } = await worked();
    await runtime.services.queue.drain();
    const sequence = sequenceOf(events, "tool.result");
    const first = await fork(runtime, { run_id: run.run_id, sequence });

    const second = await fork(runtime, { run_id: first.run_id });

    const { turns } = await (await runtime.thread(second.thread_id)).state();
    expect(turns.at(-1)?.run.forked_from).toMatchObject({
      run_id: first.run_id,
      reused: { model_steps: 1, tool_results: 1 },
    });
  });
});

const guide = Agent.parse({ id: "guide", system_prompt: "Guide." });

describe("a fork sent again", () => {
  it("is the same branch, also at once a hundred times", async () => {
    const { runtime, run } = await worked();
    const input = { run_id: run.run_id, idempotency_key: "once" };

    const all = await Promise.all(Array.from({ length: 100 }, () => fork(runtime, input)));

    expect(new Set(all.map(({ thread_id }) => thread_id)).size).toBe(1);
    expect(await runtime.services.threads.list()).toHaveLength(2);
    await runtime.ended(all[0]?.run_id ?? "");
    expect(await fork(runtime, input)).toEqual(all[0]);
  });

  it.each([
    ["without a turn", {}],
    ["with a turn", { input: { text: "Two" } }],
  ])("is the same branch %s", async (_what, more) => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("One");
    const input = { thread_id: run.thread_id, sequence: 5, idempotency_key: "once", ...more };

    expect(await fork(runtime, input)).toEqual(await fork(runtime, input));
  });

  it("is a conflict where it wants something else under the same key", async () => {
    const agents = [guide, Agent.parse({ id: "other", system_prompt: "Other." })];
    const { runtime, run, events } = await worked({ agents });
    const { run_id } = run;
    const idempotency_key = "once";
    await fork(runtime, { run_id, idempotency_key });
    await runtime.submit("Said", { session_id: run.session_id, idempotency_key: "said" });
    const others = [
      { run_id, idempotency_key, changes: { system_prompt: "Other" } },
      { run_id, idempotency_key, effects: "block" },
      { run_id, idempotency_key, options: { agent: "other" } },
      { run_id, idempotency_key, sequence: sequenceOf(events, "tool.result") },
      { run_id, idempotency_key, input: { text: "Other" } },
      { run_id, idempotency_key, submit: false },
      { run_id, idempotency_key: "said", input: { text: "Said" } },
    ];

    for (const other of others) {
      await expect(fork(runtime, other)).rejects.toMatchObject({ code: "conflict" });
    }
  });
});

describe("a fork that makes no sense", () => {
  it("is refused in words that name the value and the fix", async () => {
    const { runtime, run, events } = await worked();
    const { run_id, thread_id, last_sequence, calls } = run;
    const { run: next } = await runtime.ask("Next", { thread_id });
    const head = (await runtime.thread(thread_id)).log.head().sequence;
    const [call] = calls.map(({ tool_call_id }) => tool_call_id);
    const asks = sequenceOf(events, "model.completed");
    const result = (id: string | undefined) => ({
      changes: { tool_result: { tool_call_id: id, content: "x" } },
    });
    const refusals = await Promise.all(
      [
        {},
        { thread_id, run_id },
        { thread_id, sequence: head + 1 },
        { thread_id, sequence: 0 },
        { run_id, sequence: -3 },
        { run_id, sequence: last_sequence },
        { run_id, sequence: 1 },
        { run_id: next.run_id, sequence: asks },
        { thread_id, sequence: asks },
        { run_id: "r_none" },
        { thread_id: "th_none" },
        { run_id, sequence: asks, ...result(call) },
        { run_id, sequence: asks, ...result("call_none") },
        { run_id, options: { agent: "nobody" } },
        { run_id, submit: false, effects: "block" },
        { thread_id, effects: "block" },
        { thread_id, options: { model: "a/1" } },
      ].map((input) => fork(runtime, input).then(String, (cause: CommandError) => cause.message)),
    );

    expect(refusals).toEqual([
      expect.stringContaining("either thread_id or run_id"),
      expect.stringContaining("either thread_id or run_id"),
      expect.stringMatching(`no event "${head + 1}" .* from 1 to ${head}`),
      expect.stringContaining('no event "0"'),
      expect.stringContaining('no event "-3"'),
      expect.stringMatching(`"${last_sequence}".*had ended at "${last_sequence}".*before that`),
      expect.stringMatching(`"1" is not one of the run.*begins at "${run.first_sequence}"`),
      expect.stringMatching(`is not one of the run "${next.run_id}"`),
      expect.stringMatching(`in the midst of the run "${run_id}"; name that run_id`),
      'There is no run "r_none"',
      'There is no thread "th_none"',
      expect.stringMatching(`call "${call}" has no result at event "${asks}"`),
      expect.stringMatching(`no call "call_none".*it has ${call}`),
      expect.stringContaining("nobody"),
      expect.stringMatching('"effects" would count for nothing.*leave "submit" out'),
      expect.stringMatching('"effects" would count for nothing.*run_id'),
      expect.stringMatching('"options" would count for nothing'),
    ]);
    expect(await runtime.services.threads.list()).toHaveLength(1);
  });

  it("is refused where another run stands in the way of one that waits", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const held = await runtime.submit("Hold");
    const waiting = await runtime.submit("Wait", { session_id: held.session_id });
    await runtime.reaches(held.run_id, ({ parts }) => parts.length > 0);

    const refused = fork(runtime, { run_id: waiting.run_id });

    await expect(refused).rejects.toThrow(`in the midst of the run "${held.run_id}"`);
    await runtime.services.queue.drain();
  });
});
