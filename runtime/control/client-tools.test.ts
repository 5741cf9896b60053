import { expect, test } from "vitest";

import { testRuntime } from "#runtime/test-runtime.ts";

const WEATHER = {
  name: "weather",
  description: "Tells the weather",
  input_schema: { type: "object", properties: { city: { type: "string" } } },
};

const ASKS = `
- steps: [{ calls: [{ tool: weather, arguments: { city: Oslo } }] }]
- steps: [{ text: It is cold }]
`;

test("a run ends with the calls that its client makes, and the results go on with the conversation", async () => {
  const runtime = await testRuntime({ passes: ASKS });

  const first = await runtime.ask("How is Oslo?", { request: { tools: [WEATHER] } });
  const call = first.run.calls[0];
  const { run, events } = await runtime.ask("", {
    thread_id: first.run.thread_id,
    request: {
      tools: [WEATHER],
      results: [{ tool_call_id: call?.tool_call_id, content: "-4 °C" }],
    },
  });
  const state = await (await runtime.thread(run.run_id)).state();

  expect([first.run.status, call?.status, first.run.steps.length]).toEqual([
    "completed",
    "done",
    1,
  ]);
  expect([run.status, run.steps[0]?.text]).toEqual(["completed", "It is cold"]);
  expect(state.turns[0]?.run.calls[0]).toMatchObject({
    output: { content: "-4 °C" },
    result_changed_by: "client",
  });
  const asked = events.filter((event) => event.type === "model.requested");
  expect(asked.map(({ payload }) => payload.message_count)).toEqual([2, 4]);
});

test("a turn without words that brings neither results nor a conversation is refused", async () => {
  const runtime = await testRuntime();

  await expect(runtime.submit("", { request: { tools: [WEATHER] } })).rejects.toThrow(
    "Write a message or attach a file",
  );
});

test("a turn that means the model alone has the instructions and tools of its client, and no others", async () => {
  const runtime = await testRuntime();

  const { run } = await runtime.ask("Hi", {
    request: { direct: true, instructions: "Be short", tools: [WEATHER] },
  });

  expect(run.system_prompt).toBe("Be short");
  expect(run.tools.map(({ name }) => name)).toEqual(["weather"]);
});

test("the conversation that a turn brings stands before its message, also for the turns after it", async () => {
  const runtime = await testRuntime();
  const history = [
    { role: "user", content: "I am Ada" },
    { role: "assistant", content: "Hello Ada", tool_calls: [] },
  ];

  const first = await runtime.ask("Who am I?", { request: { history } });
  const { events } = await runtime.ask("Sure?", { thread_id: first.run.thread_id });

  const asked = events.filter((event) => event.type === "model.requested");
  expect(asked.map(({ payload }) => payload.message_count)).toEqual([4, 6]);
});
