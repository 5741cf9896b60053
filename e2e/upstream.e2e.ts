import { expect } from "./kit/expect.ts";
import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import { asks, test as base } from "./playground.ts";

const QUESTION = "which files talk about lanes, and what do they say?";
const CALL = { name: "workspace__search", arguments: { query: "lanes" } };

const test = base.extend<{ protocol: "chat" | "responses"; model: ScriptedModel }>({
  protocol: ["chat", { option: true }],
  model: async ({}, use) => {
    const answers = [[{ call: CALL }], ["Lanes ", "are ", "streams, ", "says ", "lanes.md"]];
    await using model = await startModel({ answers, name: "mock" });
    await use(model);
  },
  env: async ({ model, protocol }, use) => {
    await use({
      ...asks(model),
      OPENAI_API_KEY: "secret-key-of-the-test",
      UAR_PROTOCOL: protocol,
    });
  },
});

for (const protocol of ["chat", "responses"] as const) {
  test.describe(protocol, () => {
    test.use({ protocol });

    test(`a question goes through a ${protocol} server, tool call and all`, async ({
      page,
      playground,
      model,
    }) => {
      await page.goto(playground.loginUrl);
      await page.getByRole("textbox", { name: "Message" }).fill(QUESTION);
      await page.getByRole("button", { name: "Send" }).click();

      await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
      await expect(page.locator("uar-run")).toContainText("Lanes are streams, says lanes.md");
      expect(model.requests[1]?.body).toContain("lanes.md:");
      const run = await playground.run((await page.locator("uar-run").getAttribute("run")) ?? "");
      expect(run.model).toBe("openai/mock");
      expect(run.tool_calls).toMatchObject([
        { name: CALL.name, status: "done", arguments: CALL.arguments },
      ]);
      expect(run.usage.output_tokens).toBe(6);
      const log = await (await playground.fetch(`/runs/${run.run_id}.jsonl`)).text();
      expect(log).not.toContain("secret-key-of-the-test");
    });
  });
}
