import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test } from "./scripted-playground.ts";

test("stop from another tab closes the upstream socket and keeps the partial answer", async ({
  page,
  context,
  playground,
  model,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Talk without end");
  await page.goto(`${playground.url}/s/${session_id}`);
  await model.advanceTo(3);
  await expect(page.locator("uar-run .prose")).toContainText("word0 word1 word2");
  const second = await context.newPage();
  const chat = await watchChat(second);
  await second.goto(`${playground.url}/s/${session_id}`);

  await expect(chat).toStopUpstreamWithin(20_000, { model });

  const run = await playground.ended(run_id);
  expect(run.status).toBe("cancelled");
  expect(run.text).toContain("word0 word1 word2");
  for (const tab of [page, second]) {
    await expect(tab.locator("uar-run")).toContainText("Stopped by you");
    await expect(tab.locator("uar-run .prose")).toContainText("word0 word1 word2");
    await expect(tab.getByRole("button", { name: "Stop" })).toBeHidden();
  }
});
