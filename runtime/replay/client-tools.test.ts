import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { recordingOf } from "./recording.ts";
import { replayRun } from "./replay-run.ts";

const ASKS = `
- steps: [{ calls: [{ tool: weather, arguments: { city: Oslo } }] }]
- steps: [{ text: It is cold }]
`;
const BROUGHT = {
  instructions: "Be short",
  history: [{ role: "user", content: "I am in Oslo" }],
  tools: [{ name: "weather", description: "", input_schema: { type: "object" } }],
  settings: { temperature: 0.5 },
  response_schema: { name: "answer", schema: { type: "object" } },
};

test.each([{}, { direct: true }])(
  "replayRun() goes the way of a run whose client brought tools, and of the one with their results: %j",
  async (more) => {
    const runtime = await testRuntime({ passes: ASKS });
    const first = await runtime.ask("How is it here?", { request: { ...BROUGHT, ...more } });
    const { thread_id, calls } = first.run;
    const results = [{ tool_call_id: calls[0]?.tool_call_id, content: "-4 °C" }];
    const second = await runtime.ask("", { thread_id, request: { ...BROUGHT, ...more, results } });

    for (const { run_id } of [first.run, second.run]) {
      const replayed = await replayRun(recordingOf(second.events, run_id), { clock: systemClock });
      expect(replayed).toMatchObject({ verdict: "same", isWhole: true });
    }
  },
);
