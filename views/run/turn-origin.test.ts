import { expect, test } from "vitest";

import { testRuntime } from "#runtime/test-runtime.ts";
import { rendered } from "#views/rendered.ts";
import { turnOrigin } from "./turn-origin.ts";

test("a turn says through what it came, and which results stand in the place of words", async () => {
  const runtime = await testRuntime();
  const said = async (more: object) => {
    const { run } = await runtime.ask("", {
      source: "openai.responses",
      request: { history: [{ role: "user", content: "Hi" }], ...more },
    });
    const turn = (await (await runtime.thread(run.run_id)).state()).turns[0];
    return turn === undefined ? "" : rendered(turnOrigin(turn));
  };
  const results = [{ tool_call_id: "call_1", content: "-4 °C" }];

  expect(await said({})).toContain("OpenAI Responses");
  expect(await said({ results })).toContain("with a result");
  expect(await said({ results: [...results, ...results] })).toContain("with 2 results");
});
