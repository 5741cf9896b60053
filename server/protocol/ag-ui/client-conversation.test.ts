import { expect, test } from "vitest";

import { servedApp, type ServedApp } from "#server/protocol/protocol-test-kit.ts";
import { agentOf, outcomeOf, runOf, say } from "./agent-test-kit.ts";

const WEATHER = {
  name: "weather",
  description: "Tells the weather",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const READS = `[
  { steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }] },
  { steps: [{ text: "It says so" }] }
]`;
const ASKS = `[
  { steps: [{ calls: [{ tool: read, arguments: { path: a.md } }, { tool: weather, arguments: { city: Oslo } }] }] },
  { steps: [{ text: "It is cold" }] }
]`;

/** All turns of the only session. */
async function turnsOf({ app }: ServedApp) {
  const [summary] = await app.runtime.services.threads.list();
  return (await (await app.runtime.thread(summary?.thread_id ?? "")).state()).turns;
}

test("A call of the client's own tool ends the run without a result, and the one it sends goes on with the talk", async () => {
  const served = await servedApp({ passes: ASKS });
  const agent = agentOf(served);
  say(agent, "How is Oslo?");

  const asked = await runOf(agent, { tools: [WEATHER] });
  const calls = agent.messages.flatMap((message) =>
    message.role === "assistant" ? (message.toolCalls ?? []) : [],
  );
  const call = calls.find(({ function: { name } }) => name === "weather");
  const toolCallId = call?.id ?? "";
  agent.addMessage({ id: "result", role: "tool", toolCallId, content: "-4 °C" });
  const told = await runOf(agent, { tools: [WEATHER] });

  expect(outcomeOf(asked)).toEqual({ type: "success" });
  expect(call?.function.arguments).toBe('{"city":"Oslo"}');
  expect(asked.filter(({ type }) => type === "TOOL_CALL_RESULT")).toMatchObject([
    { content: 'read "a.md"' },
  ]);
  expect(outcomeOf(told)).toEqual({ type: "success" });
  expect(agent.messages.at(-1)).toMatchObject({ role: "assistant", content: "It is cold" });
  const [first, second, ...others] = await turnsOf(served);
  expect(others).toEqual([]);
  expect(first?.run.calls.map(({ output }) => output?.content)).toEqual(['read "a.md"', "-4 °C"]);
  expect(second?.request?.results).toEqual([{ tool_call_id: toolCallId, content: "-4 °C" }]);
});

test("No client changes what a tool of the server gave", async () => {
  const served = await servedApp({ passes: READS });
  const agent = agentOf(served);
  say(agent, "Read");
  await runOf(agent);
  for (const message of agent.messages) if (message.role === "tool") message.content = "Nothing";
  say(agent, "Sure?");
  await runOf(agent);

  const [turn] = await turnsOf(served);
  expect(turn?.run.calls[0]?.output?.content).toBe('read "a.md"');
});

test("Context, state, instructions, a model and a conversation held elsewhere reach the model", async () => {
  const served = await servedApp();
  const agent = agentOf(served);
  agent.setMessages([
    { id: "s", role: "system", content: "Be short" },
    { id: "a", role: "user", content: "I am Ada" },
    {
      id: "b",
      role: "assistant",
      toolCalls: [
        { id: "c1", type: "function", function: { name: "greet", arguments: "{}" } },
        { id: "c2", type: "function", function: { name: "greet", arguments: "{}" } },
      ],
    },
    { id: "c", role: "tool", toolCallId: "c1", content: "Hello" },
    { id: "d", role: "tool", toolCallId: "of nothing", content: "Lost" },
    { id: "e", role: "user", content: "Who am I?" },
  ]);
  agent.setState({ page: "map", uar: { usage: {} } });

  await runOf(agent, {
    context: [{ description: "Where the person is", value: "Oslo" }],
    forwardedProps: { model: "scenario/test", settings: { temperature: 0.1 }, theirs: [1] },
  });

  const [turn] = await turnsOf(served);
  expect(turn?.options).toEqual({ agent: "guide", model: "scenario/test" });
  expect(turn?.request).toEqual({
    instructions: [
      "Be short",
      "Where the person is:\nOslo",
      'The state that the client shares, as JSON:\n{"page":"map"}',
    ].join("\n\n"),
    settings: { temperature: 0.1 },
    history: [
      { role: "user", content: "I am Ada" },
      {
        role: "assistant",
        content: "",
        tool_calls: [
          { provider_call_id: "c1", name: "greet", arguments: "{}" },
          { provider_call_id: "c2", name: "greet", arguments: "{}" },
        ],
      },
      { role: "tool", provider_call_id: "c1", name: "greet", content: "Hello" },
      {
        role: "tool",
        provider_call_id: "c2",
        name: "greet",
        content: "The conversation holds no result of this call",
      },
    ],
  });
});
