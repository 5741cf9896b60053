import { expect, test } from "vitest";

import type { Hook } from "#runtime/hook/hook.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";

const prompt = (name: string, run: Hook["run"]): Hook => {
  return { name, point: "user_prompt_submit", run };
};
const session = (run: Hook["run"]): Hook => ({ name: "begin", point: "session_start", run });
const stop = (run: Hook["run"]): Hook => ({ name: "check", point: "stop", run });

test("a hook may change the message before any model reads it, also in later turns", async () => {
  const asked: string[] = [];
  const driver = listening(asked);
  const hooks = [
    prompt("a", async ({ prompt: text }) => ({ updated_input: { prompt: `${text} please` } })),
    prompt("b", async ({ prompt: text }) => ({ updated_input: { prompt: `${text}!` } })),
  ];
  const runtime = await testRuntime({ driver, hooks });

  const { run } = await runtime.ask("Look");
  await runtime.ask("Again", { thread_id: run.thread_id });

  expect(asked).toEqual(["Look please!", "Look please!|Again please!"]);
});

test("a hook that refuses the message ends the run before a model is asked", async () => {
  const hooks = [
    prompt("a", async () => ({ decision: "block", reason: "names a person" })),
    prompt("b", () => Promise.reject(new Error("never asked"))),
  ];

  const { run, events } = await (await testRuntime({ hooks })).ask("Look");

  expect(run).toMatchObject({ status: "failed", error: { code: "blocked_by_hook" } });
  expect(run.error?.message).toContain("names a person");
  expect(typesOf(events)).not.toContain("model.requested");
  expect(payloadsOf(events, "hook.started")).toHaveLength(1);
});

test("no later turn's model reads a message that a hook refused", async () => {
  const asked: string[] = [];
  const hooks = [
    prompt("a", async ({ prompt: text }) => ({ decision: text === "Key" ? "deny" : "continue" })),
  ];
  const runtime = await testRuntime({ driver: listening(asked), hooks });

  const { run } = await runtime.ask("Key");
  await runtime.ask("Look", { thread_id: run.thread_id });

  expect(asked).toEqual(["Look"]);
});

test("a hook that fails over the message refuses it", async () => {
  const hooks = [prompt("a", () => Promise.reject(new Error("broken")))];

  const { run } = await (await testRuntime({ hooks })).ask("Look");

  expect(run.error?.message).toContain("broken");
});

test("a hook sends the run on with its reason, and lets it stop the second time", async () => {
  const asked: string[] = [];
  let isDone = false;
  const hooks = [
    stop(async () => {
      if (isDone) return {};
      isDone = true;
      return { decision: "block", reason: "Now run the tests" };
    }),
  ];

  const { run } = await (await testRuntime({ driver: listening(asked), hooks })).ask("Work");

  expect(run.status).toBe("completed");
  expect(asked).toEqual(["Work", "Work|Now run the tests"]);
});

test.each([
  ["objects for ever", stop(async () => ({ decision: "deny", reason: "More" }))],
  [
    "always fails and blocks",
    { ...stop(() => Promise.reject(new Error("x"))), on_failure: "block" } as const,
  ],
])("a hook that %s sends the run on three times at most", async (_how, hook) => {
  const asked: string[] = [];

  const { run } = await (
    await testRuntime({ driver: listening(asked), hooks: [hook] })
  ).ask("Work");

  expect(run.status).toBe("completed");
  expect(asked).toHaveLength(4);
});

test("a failing hook at the end is ignored unless it says otherwise", async () => {
  const hooks = [stop(() => Promise.reject(new Error("x")))];

  const { run, events } = await (await testRuntime({ hooks })).ask("Work");

  expect(run.status).toBe("completed");
  expect(payloadsOf(events, "hook.failed")).toMatchObject([{ effect: "ignored" }]);
});

test("a hook sees a session begin once, before the message, and its words stay beside that message", async () => {
  const asked: string[] = [];
  const seen: unknown[] = [];
  const hooks = [
    prompt("b", async ({ prompt: text }) => ({ additional_context: `About ${text}` })),
    session(async (input) => (seen.push(input.prompt), { additional_context: "It is Friday" })),
  ];
  const runtime = await testRuntime({ driver: listening(asked), hooks });

  const { run, events } = await runtime.ask("Look");
  const second = await runtime.ask("Again", { thread_id: run.thread_id });
  await runtime.ask("Elsewhere");

  const first = `Look\n\n[Added by the hook "begin"]\nIt is Friday\n\n[Added by the hook "b"]\nAbout Look`;
  expect(asked[0]).toBe(first);
  expect(asked[1]).toBe(`${first}|Again\n\n[Added by the hook "b"]\nAbout Again`);
  expect(seen).toEqual([undefined, undefined]);
  expect(payloadsOf(events, "hook.completed")[0]).toMatchObject({
    point: "session_start",
    additional_context: "It is Friday",
  });
  expect(
    payloadsOf(second.events, "hook.started").filter(({ point }) => point === "session_start"),
  ).toHaveLength(1);
});

test("a session that a hook refuses has not begun: the next message is shown to it again", async () => {
  const asked: string[] = [];
  let isOpen = false;
  const hooks = [
    session(async () => (isOpen ? {} : { decision: "deny", reason: "closed until nine" })),
  ];
  const runtime = await testRuntime({ driver: listening(asked), hooks });

  const { run } = await runtime.ask("Early");
  const again = await runtime.ask("Still early", { thread_id: run.thread_id });
  isOpen = true;
  const late = await runtime.ask("Late", { thread_id: run.thread_id });

  expect(run.error).toMatchObject({ code: "blocked_by_hook" });
  expect(run.error?.message).toContain("closed until nine");
  expect(again.run.status).toBe("failed");
  expect(late.run.status).toBe("completed");
  expect(asked).toEqual(["Late"]);
});

test("a hook that fails over a session refuses it, unless it says otherwise", async () => {
  const broken = session(() => Promise.reject(new Error("broken")));

  const { run } = await (await testRuntime({ hooks: [broken] })).ask("Look");
  const lenient = await testRuntime({ hooks: [{ ...broken, on_failure: "ignore" }] });

  expect(run.error?.message).toContain("broken");
  expect((await lenient.ask("Look")).run.status).toBe("completed");
});

test("what a hook adds is bounded, and more is a failure that is told", async () => {
  const hooks = [prompt("a", async () => ({ additional_context: "x".repeat(10_001) }))];

  const { events } = await (await testRuntime({ hooks })).ask("Look");

  expect(payloadsOf(events, "hook.failed")).toMatchObject([
    { error: { code: "invalid_answer", message: expect.stringContaining("additional_context") } },
  ]);
});

/** A model that notes what it is asked by the person, and answers with one word. */
function listening(asked: string[]): ModelDriver {
  return {
    provider: "test",
    model: "driver",
    async *stream({ messages }) {
      const said = messages.filter(({ role }) => role === "user").map(({ content }) => content);
      asked.push(said.join("|"));
      yield [
        { type: "message_delta", text: "Yes" },
        { type: "done", finish_reason: "stop" },
      ];
    },
  };
}
