import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { dispatch } from "./dispatch.ts";
import type { SubmittedTurn } from "./submit-turn.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

/** A thread that is busy with "Hold", and what waits behind it. */
async function busyThread(waiting: readonly string[], store = openMemoryStore()) {
  const driver = new HoldingDriver();
  const runtime = await testRuntime({ driver, store });
  const held = await runtime.submit("Hold");
  const { thread_id } = held;
  await runtime.reaches(held.run_id, ({ parts }) => parts.length > 0);
  const queued: SubmittedTurn[] = [];
  for (const text of waiting) queued.push(await runtime.submit(text, { thread_id }));
  const thread = await runtime.thread(thread_id);
  const act = (name: string, index: number, more: object = {}) =>
    dispatch(name, { queued_turn_id: queued[index]?.turn_id, ...more }, runtime.services);
  const texts = async () => {
    const { queue, turns } = await thread.state();
    return queue.map((id) => turns.find(({ turn_id }) => turn_id === id)?.text);
  };
  const letGo = () => dispatch("interrupt_turn", { run_id: held.run_id }, runtime.services);
  return { runtime, driver, held, queued, thread, act, texts, letGo };
}

describe("the queue of a thread", () => {
  it("lists what waits, next first, and says what it waits behind", async () => {
    const { runtime, held } = await busyThread(["One", "Two"]);

    const answer = await dispatch("list_queue", { thread_id: held.thread_id }, runtime.services);

    expect(answer).toMatchObject({
      snapshot: "queue_snapshot",
      standing: { state: "current" },
      resume: "working",
      queue: [
        { text: "One", position: 0 },
        { text: "Two", position: 1 },
      ],
    });
  });

  it("runs a promoted turn first, and the model reads the conversation in that order", async () => {
    const { runtime, driver, queued, act, letGo } = await busyThread(["One", "Two"]);

    await act("promote_queued_turn", 1);
    await letGo();
    await runtime.ended(queued[0]?.run_id ?? "");

    expect(driver.asked).toEqual(["Hold", "Two", "One"]);
    const words = driver.requests.at(-1)?.messages.map(({ content }) => content);
    expect(words?.filter((word) => word === "Two" || word === "One")).toEqual(["Two", "One"]);
  });

  it("moves a turn to any place", async () => {
    const { act, texts } = await busyThread(["One", "Two", "Three"]);

    await act("promote_queued_turn", 0, { position: 1 });

    expect(await texts()).toEqual(["Two", "One", "Three"]);
  });

  it("runs an edited turn with its new words", async () => {
    const { runtime, driver, queued, act, letGo } = await busyThread(["Oen"]);

    await act("edit_queued_turn", 0, { input: { text: "One" } });
    await letGo();
    const { events } = await runtime.ended(queued[0]?.run_id ?? "");

    expect(driver.asked).toEqual(["Hold", "One"]);
    expect(payloadsOf(events, "queue.changed").map(({ change }) => change)).toEqual([
      "queued",
      "edited",
      "started",
    ]);
  });

  it("never runs a removed turn, and no later turn hears of it", async () => {
    const { runtime, driver, queued, act, letGo } = await busyThread(["Secret", "One"]);

    const answer = await act("remove_queued_turn", 0);
    await letGo();
    await runtime.ended(queued[1]?.run_id ?? "");

    expect(answer).toMatchObject({ status: "accepted", queue: { queue: [{ text: "One" }] } });
    expect(JSON.stringify(driver.requests)).not.toContain("Secret");
    const { run } = await runtime.ended(queued[0]?.run_id ?? "");
    expect(run).toMatchObject({ status: "cancelled", steps: [] });
  });

  it("steers: stops the run, keeps what it said, and goes on with the chosen turn", async () => {
    const { runtime, driver, held, queued, act } = await busyThread(["One", "Now"]);

    await act("steer_turn", 1);
    await runtime.ended(queued[0]?.run_id ?? "");

    expect(driver.asked).toEqual(["Hold", "Now", "One"]);
    const { run } = await runtime.ended(held.run_id);
    expect(run.status).toBe("cancelled");
    expect(run.parts[0]).toMatchObject({ kind: "text", text: "Said Hold" });
  });

  it.each([
    ["promote_queued_turn", {}],
    ["edit_queued_turn", { input: { text: "One" } }],
  ])("writes nothing where %s would change nothing", async (name, more) => {
    const { thread, act } = await busyThread(["One"]);
    const { sequence } = await thread.state();

    expect(await act(name, 0, more)).toMatchObject({ status: "no_op" });

    expect((await thread.state()).sequence).toBe(sequence);
  });

  it("takes the same removal twice", async () => {
    const { act } = await busyThread(["One"]);

    await act("remove_queued_turn", 0);

    expect(await act("remove_queued_turn", 0)).toMatchObject({ status: "no_op" });
  });

  it.each(["remove_queued_turn", "promote_queued_turn", "steer_turn"])(
    "refuses %s for a turn that has begun, and says how it stands",
    async (name) => {
      const { runtime, held } = await busyThread([]);

      const answer = dispatch(name, { queued_turn_id: held.turn_id }, runtime.services);

      await expect(answer).rejects.toMatchObject({
        code: "conflict",
        details: { status: "running" },
      });
    },
  );

  it("leaves no stopped turn behind when interrupt_turn names one that waits", async () => {
    const { runtime, queued, texts } = await busyThread(["One", "Two"]);

    await dispatch("interrupt_turn", { run_id: queued[0]?.run_id }, runtime.services);

    expect(await texts()).toEqual(["Two"]);
  });

  it("F17 queue-restart: order, words and removals are there after a restart", async () => {
    const store = openMemoryStore();
    const before = await busyThread(["One", "Two", "Three", "Fuor"], store);
    await before.act("promote_queued_turn", 2);
    await before.act("remove_queued_turn", 0);
    await before.act("edit_queued_turn", 3, { input: { text: "Four" } });

    const after = await testRuntime({ store, driver: new HoldingDriver() });
    const thread = await after.thread(before.held.thread_id);
    const { queue, turns } = await thread.state();

    const waiting = turns.filter(({ turn_id }) => queue.includes(turn_id));
    expect(waiting.map(({ text }) => text)).toEqual(["Three", "Two", "Four"]);
    expect(queue).toEqual(waiting.map(({ turn_id }) => turn_id));
  });

  it("gives every turn one end however commands and the worker race", async () => {
    const { runtime, queued, act, letGo, thread } = await busyThread([
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
    ]);
    const commands = ["steer_turn", "remove_queued_turn", "promote_queued_turn"];

    const racing = queued.map((_, index) => act(commands[index % 3] ?? "", index));
    const answers = await Promise.allSettled([
      letGo(),
      ...racing,
      ...queued.map((_, i) => act("remove_queued_turn", i)),
    ]);
    for (const { run_id } of queued) await runtime.ended(run_id);

    const reasons = answers.flatMap((answer) =>
      answer.status === "rejected" ? [answer.reason.code] : [],
    );
    expect(reasons.filter((code) => code !== "conflict")).toEqual([]);
    const entries = await thread.log.read(0);
    for (const { run_id } of queued) {
      const own = entries.map(({ event }) => event).filter((event) => event.run_id === run_id);
      const ends = own.filter(({ type }) => type === "turn.completed" || type === "turn.failed");
      expect(ends).toHaveLength(1);
      expect(own.at(-1)).toBe(ends[0]);
    }
    expect((await thread.state()).queue).toEqual([]);
    expect(runtime.failures).toEqual([]);
  });
});
