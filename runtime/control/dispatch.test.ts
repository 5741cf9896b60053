import { describe, expect, it } from "vitest";

import { testRuntime } from "#runtime/test-runtime.ts";
import { describeCommands } from "./catalogue.ts";
import { dispatch, perform } from "./dispatch.ts";
import { respondAction } from "./respond-action.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

describe("dispatch()", () => {
  it("refuses an unknown command and names the known ones", async () => {
    const { services } = await testRuntime();

    await expect(dispatch("fly", {}, services)).rejects.toMatchObject({
      code: "unknown_command",
      message: expect.stringContaining("submit_turn"),
    });
  });

  it.each([
    ["submit_turn", {}, "input"],
    ["submit_turn", { input: { text: "   " } }, "text"],
    ["submit_turn", { input: { text: "a" }, colour: "red" }, "colour"],
    ["submit_turn", { input: { text: 7 } }, "text"],
    ["submit_turn", null, "object"],
    ["interrupt_turn", {}, "run_id"],
    ["respond_action", { action_id: "a", decision: "maybe" }, "decision"],
  ])("refuses %s with %j and says what does not fit", async (name, input, word) => {
    const { services } = await testRuntime();

    await expect(dispatch(name, input, services)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(word),
    });
  });

  it.each([
    ["get_session", { session_id: "s_none" }],
    ["get_thread_read", { thread_id: "th_none" }],
    ["interrupt_turn", { run_id: "r_none" }],
    ["respond_action", { action_id: "act_none", decision: "deny" }],
    ["resume_thread", { thread_id: "__proto__" }],
    ["export_replay", { run_id: "../../etc" }],
  ])("answers not_found for %s of something that is not there", async (name, input) => {
    const { services } = await testRuntime();

    await expect(dispatch(name, input, services)).rejects.toMatchObject({ code: "not_found" });
  });

  it("describes every command with the JSON Schema of its input", () => {
    const { commands } = describeCommands();

    expect(Object.keys(commands)).toEqual(
      expect.arrayContaining([
        "submit_turn",
        "interrupt_turn",
        "respond_action",
        "get_session",
        "get_thread_read",
        "get_tool_inventory",
        "resume_thread",
        "export_replay",
      ]),
    );
    expect(commands["submit_turn"]?.input).toMatchObject({ type: "object", required: ["input"] });
  });
});

describe("submit_turn", () => {
  it("makes one turn of a hundred equal submits", async () => {
    const runtime = await testRuntime();

    const answers = await Promise.all(
      Array.from({ length: 100 }, () => runtime.submit("Once", { idempotency_key: "k1" })),
    );

    expect(new Set(answers.map(({ turn_id }) => turn_id)).size).toBe(1);
    const { run } = await runtime.ended(answers[0]?.run_id ?? "");
    const thread = await runtime.thread(run.thread_id);
    expect((await thread.state()).turns).toHaveLength(1);
  });

  it("refuses an agent or a model that nobody knows, and stores nothing", async () => {
    const runtime = await testRuntime();

    const options = { model: "scenario/none" };
    await expect(runtime.submit("Hi", { options })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("scenario/none"),
    });

    expect(await runtime.services.threads.list()).toEqual([]);
  });

  it("queues what comes while a run is going, and runs it next", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const first = await runtime.submit("Write");
    await runtime.reaches(first.run_id, ({ status }) => status === "waiting_permission");

    const second = await runtime.submit("Then this", { thread_id: first.thread_id });
    expect(second.status).toBe("queued");
    const state = await (await runtime.thread(first.thread_id)).state();
    expect(state.queue).toEqual([second.turn_id]);

    const action_id = state.turns[0]?.run.approvals[0]?.action_id;
    await perform(respondAction, { action_id, decision: "allow_session" }, runtime.services);
    const { run } = await runtime.ended(second.run_id);
    expect(run.status).toBe("completed");
    expect((await (await runtime.thread(first.thread_id)).state()).queue).toEqual([]);
  });
});

describe("interrupt_turn", () => {
  it("ends a turn that still waits in the queue without running it", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const first = await runtime.submit("Write");
    await runtime.reaches(first.run_id, ({ status }) => status === "waiting_permission");
    const second = await runtime.submit("Never", { thread_id: first.thread_id });

    await dispatch("interrupt_turn", { run_id: second.run_id }, runtime.services);

    const { run } = await runtime.ended(second.run_id);
    expect(run).toMatchObject({ status: "cancelled", steps: [] });
  });
});

describe("respond_action", () => {
  it("takes the first of two answers and tells the second what was decided", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const action_id = run.approvals[0]?.action_id;

    const answers = await Promise.allSettled([
      perform(respondAction, { action_id, decision: "deny" }, runtime.services),
      perform(respondAction, { action_id, decision: "allow_once" }, runtime.services),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(answers[1]).toMatchObject({
      reason: { code: "conflict", details: { decision: "deny" } },
    });
  });

  it("refuses an answer given to other arguments than those that wait", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const action_id = run.approvals[0]?.action_id;

    const answer = { action_id, decision: "allow_once", arguments_hash: "0".repeat(64) };

    await expect(perform(respondAction, answer, runtime.services)).rejects.toMatchObject({
      code: "conflict",
    });
  });
});
