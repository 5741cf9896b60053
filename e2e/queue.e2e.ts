import type { Page } from "@playwright/test";

import type { Playground } from "./playground.ts";
import { expect, test } from "./shared-playground.ts";

/** A session that is busy until a person answers, with messages that wait. */
async function busySession(playground: Playground, waiting: readonly string[]): Promise<string> {
  const { session_id } = await playground.ask("Save a note", {
    model: "scenario/approval@rate=2000",
  });
  for (const message of waiting) await playground.ask(message, { session_id });
  return session_id;
}

function queue(page: Page) {
  return page.getByRole("list", { name: "Queued messages" });
}

function chip(page: Page, message: string) {
  return queue(page).getByRole("listitem").filter({ hasText: message });
}

test("a person edits, moves and removes what waits, and every tab shows it", async ({
  page,
  context,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const session = await busySession(playground, ["First", "Secnod", "Third"]);
  await page.goto(`${playground.url}/s/${session}`);
  const other = await context.newPage();
  await other.goto(`${playground.url}/s/${session}`);

  await chip(page, "Secnod").getByText("Secnod").first().click();
  await page.getByRole("textbox", { name: "Queued message" }).fill("Second");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(chip(page, "Second")).toBeVisible();
  await chip(page, "Third").getByRole("button", { name: "Make it next" }).click();
  await expect(queue(page).getByRole("listitem").first()).toContainText("Third");
  await chip(page, "Third").getByRole("button", { name: "Move down" }).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(queue(page).getByRole("listitem").nth(1)).toContainText("Third");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(queue(page).getByRole("listitem").first()).toContainText("Third");
  await chip(page, "First").getByRole("button", { name: "Remove from the queue" }).click();

  for (const each of [page, other]) {
    await expect(queue(each).getByRole("listitem")).toHaveText([/Next\s+Third/, /Then\s+Second/]);
    const questions = each.locator(".turn:has(uar-run[status=queued]) .question");
    await expect(questions).toHaveText([/Third/, /Second/]);
  }
});

test("sending a waiting message now stops the run and goes on with it", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const session = await busySession(playground, ["First", "Urgent"]);
  await page.goto(`${playground.url}/s/${session}`);

  await chip(page, "Urgent").getByRole("button", { name: "Send now" }).click();

  await expect(queue(page).getByRole("listitem")).toHaveText([/First/]);
  await expect(page.locator("uar-run").first()).toContainText("Stopped by you");
});

test("a message that is sent now stops the run and does not wait, by a key", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const session = await busySession(playground, ["First"]);
  await page.goto(`${playground.url}/s/${session}`);

  await page.getByRole("textbox", { name: "Message" }).fill("Urgent");
  await page.keyboard.press("Control+Enter");

  await expect(page.locator("uar-run").first()).toContainText("Stopped by you");
  await expect(queue(page).getByRole("listitem")).toHaveText([/First/]);
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("");
  await expect(page.locator(".turn:not(:has(uar-run[status=queued])) .question")).toHaveText([
    /Save a note/,
    /Urgent/,
  ]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a message can be sent now while a run is active, and only then", async ({
    page,
    playground,
  }) => {
    await page.goto(playground.loginUrl);
    const run = await playground.ask("Save a note", { model: "scenario/approval@rate=2000" });
    await page.goto(`${playground.url}/chat`);
    await expect(page.getByRole("button", { name: "Send now" })).toBeHidden();
    await page.goto(`${playground.url}/s/${run.session_id}`);

    await page.getByRole("textbox", { name: "Message" }).fill("Urgent");
    await page.getByRole("button", { name: "Send now" }).click();

    await expect(page.locator(".question")).toHaveText([/Save a note/, /Urgent/]);
    expect((await playground.ended(run.run_id)).status).toBe("cancelled");
  });
});

test("F17 queue-restart: order, words and removals survive kill -9", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const session = await busySession(playground, ["First", "Second", "Third"]);
  await page.goto(`${playground.url}/s/${session}`);
  await chip(page, "Third").getByRole("button", { name: "Make it next" }).click();
  await expect(queue(page).getByRole("listitem").first()).toContainText("Third");
  await chip(page, "First").getByRole("button", { name: "Remove from the queue" }).click();
  await expect(queue(page).getByRole("listitem")).toHaveCount(2);

  await playground.kill();
  await playground.start();
  await page.goto(`${playground.url}/s/${session}`);

  await expect(queue(page).getByRole("listitem")).toHaveText([/Third/, /Second/]);
});

test("a person names, pins, archives and finds a session", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Why is the sky blue?");
  await playground.ended(run_id);
  await page.goto(`${playground.url}/s/${session_id}`);

  await page.getByLabel("Edit session").click();
  await page.getByRole("textbox", { name: "Title" }).fill("Weather");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Weather");
  await page.getByLabel("Edit session").click();
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("searchbox", { name: "Search sessions" }).fill("sky");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await page.getByRole("link", { name: "Look in the archive" }).click();

  await expect(page.getByRole("main").getByRole("link", { name: "Weather" })).toBeVisible();
});
