import type { Request } from "@playwright/test";

import { expect } from "./kit/expect.ts";
import { test } from "./scripted-playground.ts";

test("eight tabs share one connection and all show the run to its end", async ({
  context,
  playground,
  model,
}) => {
  const open = new Set<Request>();
  let most = 0;
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === "/stream") open.add(request);
    most = Math.max(most, open.size);
  });
  context.on("requestfailed", (request) => open.delete(request));
  context.on("requestfinished", (request) => open.delete(request));
  const first = await context.newPage();
  await first.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  const address = `${playground.url}/s/${session_id}`;
  await first.goto(address);
  const others = await Promise.all(Array.from({ length: 7 }, () => context.newPage()));
  for (const tab of others) await tab.goto(address);

  await model.advanceTo(3);
  for (const tab of [first, ...others]) await expect(tab.locator("uar-run")).toContainText("word2");
  model.release();
  const run = await playground.ended(run_id);

  for (const tab of [first, ...others]) {
    await expect(tab.locator("uar-run")).toHaveAttribute("status", "completed");
    await expect(tab.locator("uar-run")).toContainText(run.text.trim().split(/\s+/).at(-1) ?? "");
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(2);
});

test("a message sent in one tab appears in the other", async ({ context, playground, model }) => {
  model.release();
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("First", {
    model: "scenario/markdown@rate=2000",
  });
  await playground.ended(run_id);
  for (const tab of [first, second]) await tab.goto(`${playground.url}/s/${session_id}`);

  await first.getByRole("textbox", { name: "Message" }).fill("And a second question");
  await first.getByRole("textbox", { name: "Message" }).press("Enter");

  for (const tab of [first, second]) {
    await expect(tab.getByRole("article")).toHaveCount(2);
    await expect(tab.getByRole("article").last()).toContainText("And a second question");
    await expect(tab.locator("uar-run").last()).toHaveAttribute("status", "completed");
  }
});
