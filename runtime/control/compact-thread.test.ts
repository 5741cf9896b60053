import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { smallAgent } from "#runtime/pmpo/compaction/testing/page-reader.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { compactThread } from "./compact-thread.ts";
import { dispatch, perform } from "./dispatch.ts";
import { retryTask } from "./try-task.ts";

function chattyModels() {
  return scriptedModels(
    { "a/1": (call, { purpose }) => says(purpose ? "They counted" : `Answer ${call}`) },
    {},
  );
}

async function conversation(turns: readonly string[], models = chattyModels()) {
  const runtime = await testRuntime({ models });
  const [first = "", ...rest] = turns;
  const { session_id, thread_id, run_id } = await runtime.submit(first);
  await runtime.ended(run_id);
  for (const text of rest) await runtime.ask(text, { session_id });
  return { runtime, session_id, thread_id, models };
}

describe("compact_thread", () => {
  it("puts a summary before the last messages, in a run that answers nothing", async () => {
    const { runtime, session_id, models } = await conversation(["One", "Two", "Three"]);

    const asked = await perform(compactThread, { session_id }, runtime.services);
    const { run, events } = await runtime.ended(asked.run_id ?? "");
    await runtime.ask("Four", { session_id });

    expect(asked.status).toBe("accepted");
    expect(run).toMatchObject({ status: "completed", kind: "compaction", steps: [] });
    expect(payloadsOf(events, "context.compaction.started")).toMatchObject([{ trigger: "person" }]);
    expect(
      models.requests
        .at(-1)
        ?.messages.map(({ content }) => content)
        .slice(1),
    ).toEqual([
      expect.stringContaining("They counted"),
      "Two",
      "Answer 2",
      "Three",
      "Answer 3",
      "Four",
    ]);
  });

  it("is not tried again as a task: another summary is asked for", async () => {
    const { runtime, session_id } = await conversation(["One", "Two", "Three"]);
    const asked = await perform(compactThread, { session_id }, runtime.services);
    const { run } = await runtime.ended(asked.run_id ?? "");

    const again = perform(retryTask, { task_id: run.task_id, reason: "Why not" }, runtime.services);

    await expect(again).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("compact_thread makes a new one"),
      details: { kind: "compaction" },
    });
  });

  it("leaves room: what requests took before it does not count behind it", async () => {
    const took = { input: 1_100, output: 10 };
    const models = scriptedModels(
      {
        "a/1": (_, { purpose }) =>
          purpose ? says("They counted") : says(`Yes ${"word ".repeat(200)}`, took),
      },
      {},
    );
    const small = smallAgent({ keep_messages: 1 });
    const large = { ...smallAgent({ keep_messages: 1, window_tokens: 100_000 }), id: "large" };
    const runtime = await testRuntime({ models, agents: [large, small] });
    const { session_id, run_id: first } = await runtime.submit("One");
    await runtime.ended(first);
    await runtime.ask("Two", { session_id });
    const { run_id = "" } = await perform(compactThread, { session_id }, runtime.services);
    await runtime.ended(run_id);

    const options = { agent: small.id };
    const { events } = await runtime.ask("Three", { session_id, options });

    expect(payloadsOf(events, "context.compaction.started")).toMatchObject([{ trigger: "person" }]);
  });

  it("leaves every event where it was", async () => {
    const { runtime, thread_id } = await conversation(["One", "Two", "Three"]);
    const thread = await runtime.thread(thread_id);
    const before = await thread.log.read(0);

    const { run_id = "" } = await perform(compactThread, { thread_id }, runtime.services);
    const { events } = await runtime.ended(run_id);

    expect(events.slice(0, before.length)).toEqual(before.map(({ event }) => event));
  });

  it("waits for the run before it, and asked twice it is one", async () => {
    const passes = `[{ steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }] }, { steps: [{ text: Done }] }]`;
    const runtime = await testRuntime({ passes });
    const { session_id, run_id } = await runtime.submit("Write");
    await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    const first = await perform(compactThread, { session_id }, runtime.services);
    const second = await perform(compactThread, { session_id }, runtime.services);

    expect(first.status).toBe("queued");
    expect(second).toEqual(first);
  });

  it("does nothing where there is nothing to summarise, also the second time", async () => {
    const { runtime, session_id } = await conversation(["One", "Two", "Three"]);
    const short = await conversation(["One"]);

    const { run_id = "" } = await perform(compactThread, { session_id }, runtime.services);
    const { events } = await runtime.ended(run_id);
    const again = await perform(compactThread, { session_id }, runtime.services);
    const none = await perform(
      compactThread,
      { session_id: short.session_id },
      short.runtime.services,
    );

    expect([again.status, none.status]).toEqual(["no_op", "no_op"]);
    expect((await (await runtime.thread(session_id)).log.read(0)).length).toBe(events.length);
  });

  it("is the same turn under the same key, when it has ended, too", async () => {
    const { runtime, session_id } = await conversation(["One", "Two", "Three"]);
    const ask = { session_id, idempotency_key: "k1" };

    const first = await perform(compactThread, ask, runtime.services);
    await runtime.ended(first.run_id ?? "");
    await runtime.ask("Four", { session_id });
    await runtime.ask("Five", { session_id });
    const second = await perform(compactThread, ask, runtime.services);

    expect(second.run_id).toBe(first.run_id);
  });

  it("ends as failed where the model gives no summary, and the conversation stays as it was", async () => {
    const models = scriptedModels(
      { "a/1": (call, { purpose }) => says(purpose ? "" : `Answer ${call}`) },
      {},
    );
    const { runtime, session_id } = await conversation(["One", "Two", "Three"], models);

    const { run_id = "" } = await perform(compactThread, { session_id }, runtime.services);
    const { run } = await runtime.ended(run_id);
    await runtime.ask("Four", { session_id });

    expect(run).toMatchObject({ status: "failed", error: { code: "empty_summary" } });
    expect(models.requests.at(-1)?.messages[1]?.content).toBe("One");
  });

  it("is no word of the conversation", async () => {
    const { runtime, session_id, models } = await conversation(["One", "Two", "Three"]);
    const { run_id = "" } = await perform(compactThread, { session_id }, runtime.services);
    await runtime.ended(run_id);

    const { events } = await runtime.ask("Four", { session_id });

    expect(JSON.stringify(models.requests.at(-1))).not.toContain("Summarise the conversation");
    expect(typesOf(events).filter((type) => type === "turn.completed")).toHaveLength(5);
  });

  it("goes on after a restart", async () => {
    const store = openMemoryStore();
    const passes = `[{ steps: [{ text: Done }] }]`;
    const first = await testRuntime({ passes, store });
    const { session_id, run_id } = await first.submit("One");
    await first.ended(run_id);
    await first.ask("Two", { session_id });
    await first.ask("Three", { session_id });
    await first.services.queue.drain();
    const { run_id: compaction = "" } = await perform(
      compactThread,
      { session_id },
      first.services,
    );

    const second = await testRuntime({ passes, store });
    await second.boot();
    const { run } = await second.ended(compaction);

    expect(run).toMatchObject({ status: "completed", kind: "compaction" });
    const snapshot = { snapshot: "context_boundary_snapshot", thread_id: run.thread_id };
    expect(await dispatch("get_snapshot", snapshot, second.services)).toMatchObject({
      boundary: { through: { turn_id: expect.any(String) } },
    });
  });

  it.each([{}, { session_id: "s_none" }, { colour: "red" }])("refuses %j", async (input) => {
    const { services } = await testRuntime();

    await expect(dispatch("compact_thread", input, services)).rejects.toMatchObject({
      code: expect.stringMatching(/^(invalid_input|not_found)$/),
    });
  });
});
