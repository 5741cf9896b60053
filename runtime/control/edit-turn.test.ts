import { describe, expect, it } from "vitest";

import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { payloadsOf, testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { editTurn, regenerateTurn } from "./edit-turn.ts";
import { getSession } from "./get-session.ts";
import { interruptTurn } from "./interrupt-turn.ts";
import { updateSession } from "./sessions.ts";
import { actingTools } from "./testing/acting-tools.ts";
import { own, WORK } from "./testing/forking.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

function edit({ services }: TestRuntime, turn_id: string, text: string, more: object = {}) {
  return perform(editTurn, { turn_id, input: { text }, ...more }, services);
}

function regenerate({ services }: TestRuntime, turn_id: string, more: object = {}) {
  return perform(regenerateTurn, { turn_id, ...more }, services);
}

async function talked() {
  const models = scriptedModels(
    { "a/1": (call) => says(`Answer ${call}`), "b/2": () => says("Another answer") },
    {},
  );
  const runtime = await testRuntime({ models });
  const first = (await runtime.ask("One")).run;
  const { session_id } = first;
  const second = (await runtime.ask("Two", { session_id })).run;
  await runtime.ask("Three", { session_id });
  return { runtime, models, session_id, first, second };
}

describe("edit_turn", () => {
  it("sends other words in a branch that leaves before the turn, which its session then shows", async () => {
    const { runtime, models, session_id, first, second } = await talked();

    const edited = await edit(runtime, second.turn_id, "Zwei");
    const ended = await runtime.ended(edited.run_id ?? "");

    expect(edited.forked_from).toEqual({
      thread_id: first.thread_id,
      sequence: first.last_sequence,
    });
    expect(
      models.requests
        .at(-1)
        ?.messages.slice(1)
        .map(({ content }) => content),
    ).toEqual(["One", "Answer 1", "Zwei"]);
    expect(ended.run).not.toHaveProperty("forked_from");
    const session = await perform(getSession, { session_id }, runtime.services);
    expect(session.runs.map(({ text }) => text)).toEqual(["One", "Zwei"]);
    expect(session.active_thread_id).toBe(edited.thread_id);
  });

  it("is an ordinary turn: nothing is reused, and permissions are the usual ones", async () => {
    const { tools, acts } = actingTools();
    const runtime = await testRuntime({ passes: WORK, tools, policy: { mode: "bypass" } });
    const { run } = await runtime.ask("Work");
    acts.length = 0;

    const edited = await edit(runtime, run.turn_id, "Work well");
    const ended = await runtime.ended(edited.run_id ?? "");

    expect(acts).toEqual(["write a.md", "read b.md", "write c.md"]);
    const started = payloadsOf(own(ended.events, edited.thread_id), "tool.started");
    expect(started.filter((payload) => "reused_from" in payload)).toEqual([]);
  });

  it("leaves before the first turn of a session, too", async () => {
    const { runtime, session_id, first } = await talked();

    const edited = await edit(runtime, first.turn_id, "Eins");
    await runtime.ended(edited.run_id ?? "");

    const session = await perform(getSession, { session_id }, runtime.services);
    expect(session.runs.map(({ text }) => text)).toEqual(["Eins"]);
    expect(session.title).toBe("One");
  });

  it("keeps what came before a turn that was sent while the one before it still ran", async () => {
    const driver = new HoldingDriver();
    const runtime = await testRuntime({ driver });
    const hold = await runtime.submit("Hold");
    const { session_id } = hold;
    const next = await runtime.submit("Next", { session_id });
    await runtime.reaches(hold.run_id, ({ parts }) => parts.length > 0);
    await perform(interruptTurn, { run_id: hold.run_id }, runtime.services);
    const { run } = await runtime.ended(next.run_id);

    const edited = await edit(runtime, run.turn_id, "Other");
    await runtime.ended(edited.run_id ?? "");

    const { turns, queue } = await (await runtime.thread(edited.thread_id)).state();
    expect(turns.map(({ text }) => text)).toEqual(["Hold", "Other"]);
    expect(turns[0]?.run).toMatchObject({ status: "cancelled" });
    expect(queue).toEqual([]);
  });

  it("brings an archived session back", async () => {
    const { runtime, session_id, second } = await talked();
    await perform(updateSession, { session_id, archived: true }, runtime.services);

    await edit(runtime, second.turn_id, "Zwei");

    const session = await perform(getSession, { session_id }, runtime.services);
    expect(session.archived).toBe(false);
  });

  it("is refused for a turn that waits, and for one that nobody knows", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const { session_id } = await runtime.submit("Hold");
    const waiting = await runtime.submit("Next", { session_id });

    await expect(edit(runtime, waiting.turn_id, "Other")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("edit_queued_turn"),
    });
    await expect(edit(runtime, "t_none", "Other")).rejects.toMatchObject({ code: "not_found" });
    await runtime.services.queue.drain();
  });
});

describe("regenerate_turn", () => {
  it("asks the same words again, maybe another model", async () => {
    const { runtime, second, models } = await talked();

    const same = await regenerate(runtime, second.turn_id);
    const other = await regenerate(runtime, second.turn_id, { options: { model: "b/2" } });
    const [one, two] = await Promise.all(
      [same, other].map(async ({ run_id = "" }) => (await runtime.ended(run_id)).run),
    );

    expect([one, two].map((run) => run && answerText(run))).toEqual(["Answer 4", "Another answer"]);
    expect(models.requests.at(-1)?.messages.at(-1)?.content).toBe("Two");
    await expect(
      regenerate(runtime, second.turn_id, { options: { model: "x/9" } }),
    ).rejects.toThrow("x/9");
  });

  it("names the first of all alternatives, however often it is done, and so does an edit", async () => {
    const { runtime, second } = await talked();

    const first = await regenerate(runtime, second.turn_id);
    const next = await regenerate(runtime, first.turn_id ?? "");
    const last = await edit(runtime, next.turn_id ?? "", "Zwei");

    for (const { thread_id, forked_from } of [first, next, last]) {
      const { turns } = await (await runtime.thread(thread_id)).state();
      expect(turns.at(-1)?.replaces).toBe(second.turn_id);
      expect(forked_from).toEqual(first.forked_from);
    }
  });

  it("is one branch however often it is sent", async () => {
    const { runtime, second } = await talked();
    const send = () => regenerate(runtime, second.turn_id, { idempotency_key: "again" });

    const all = await Promise.all([send(), send(), send()]);

    expect(new Set(all.map(({ run_id }) => run_id)).size).toBe(1);
  });
});
