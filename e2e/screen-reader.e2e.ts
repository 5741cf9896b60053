import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import { asks, expect, test as base } from "./playground.ts";
import { listenToPage } from "./announcements.ts";

const ANSWER = "Both tools have answered, and the note is where you wanted it";

const test = base.extend<{ model: ScriptedModel }>({
  model: async ({}, use) => {
    const answers = [
      [{ call: { name: "workspace__count", arguments: { to: 3, delay_ms: 300 } } }],
      [{ call: { name: "workspace__write_note", arguments: { title: "T", text: "x" } } }],
      ANSWER.split(" ").map((word) => `${word} `),
    ];
    await using model = await startModel({ answers });
    await use(model);
  },
  env: async ({ model }, use) => use(asks(model)),
});

test("a run with a tool and a question is told by its boundaries, and its words are not", async ({
  page,
  playground,
  model,
}) => {
  const heard = await listenToPage(page);
  await page.goto(playground.loginUrl);
  const { session_id, run_id: hello } = await playground.ask("Hello", {
    model: "scenario/markdown",
  });
  await playground.ended(hello);
  await page.goto(`${playground.url}/s/${session_id}`);
  await page.getByLabel("Model").selectOption(`openai/${model.name}`);
  const message = page.getByRole("textbox", { name: "Message" });

  await message.fill("Count, then save a note");
  await message.press("Enter");
  const allow = page.getByRole("button", { name: "Allow once" });
  await expect(allow).toBeVisible();
  await expect.poll(() => heard.at(-1)).toMatch(/^assertive: Approval needed for /);
  await expect(message).toBeFocused();
  await allow.press("Enter");
  await expect(page.locator("uar-run").last()).toHaveAttribute("status", "completed");
  await expect.poll(() => heard.at(-1)).toBe("polite: Answer complete, 12 words");

  expect(heard[0]).toBe("polite: Running");
  expect(heard.filter((each) => /^polite: Tool .*count.* started$/i.test(each))).toHaveLength(1);
  expect(heard.filter((each) => each.startsWith("assertive"))).toHaveLength(1);
  expect(heard.filter((each) => each.includes("answered"))).toEqual([]);
  expect(new Set(heard).size, heard.join("\n")).toBe(heard.length);
  await expect(page.getByRole("log")).toHaveAttribute("aria-live", "off");
  const heading = page.getByRole("article").last().getByRole("heading").first();
  await expect(heading).toContainText(/You/);
});
