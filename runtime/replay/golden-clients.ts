import { goldenRuntime, type GoldenCase } from "./golden-case.ts";

const WEATHER = `
- steps:
    - text: "I look. "
    - calls: [{ tool: read, arguments: { path: a.md } }, { tool: weather, arguments: { city: Oslo } }]
- steps: [{ text: "It is cold." }]
`;
const BROUGHT = {
  instructions: "Be short",
  tools: [{ name: "weather", description: "", input_schema: { type: "object" } }],
  settings: { temperature: 0.5 },
};
const HISTORY = [
  { role: "user", content: "I am in Oslo" },
  { role: "assistant", content: "Hello", tool_calls: [] },
];

/** What programs bring along with their turns. */
export const CLIENT_CASES: readonly GoldenCase[] = [
  {
    name: "client-tools",
    async record() {
      const runtime = await goldenRuntime({ passes: WEATHER });
      const source = "openai.chat";
      const request = { ...BROUGHT, history: HISTORY };
      const { run } = await runtime.ask("How is it here?", { source, request });
      const call = run.calls.find(({ name }) => name === "weather");
      const results = [{ tool_call_id: call?.tool_call_id, content: "-4 °C" }];
      const more = { source, thread_id: run.thread_id, request: { ...BROUGHT, results } };
      return (await runtime.ask("", more)).events;
    },
  },
];
