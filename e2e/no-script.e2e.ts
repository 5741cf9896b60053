import type { Page } from "@playwright/test";

import { expect, test } from "./playground.ts";

test.use({ javaScriptEnabled: false });

test("without script a person can send, read, allow and stop", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  await page.getByRole("textbox", { name: "Message" }).fill("Save a note about this");
  await page.getByLabel("Model").selectOption("scenario/approval");
  await press(page, "Send");

  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole("button", { name: "Allow once" }).count();
    })
    .toBe(1);
  await press(page, "Allow once");
  await expect
    .poll(async () => {
      await page.reload();
      return page.locator("uar-run[status=completed]").allInnerTexts();
    })
    .toEqual([expect.stringContaining("is saved")]);
  expect(await playground.notes()).toHaveLength(1);

  await page.getByRole("textbox", { name: "Message" }).fill("Talk slowly");
  await page.getByLabel("Model").selectOption("scenario/slow");
  await press(page, "Send");
  await page.reload();
  await press(page, "Stop");
  await expect
    .poll(async () => {
      await page.reload();
      return page.locator("uar-run").last().innerText();
    })
    .toContain("Stopped by you");
});

test("without script a person can step through a run", async ({ page, playground }) => {
  const { run_id } = await playground.ask("Save a note", {
    model: "scenario/everything@rate=2000",
  });
  await playground.ended(run_id);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs`);

  await page
    .getByRole("table")
    .getByRole("link", { name: /Save a note/ })
    .click();
  await page.getByRole("link", { name: "First event" }).click();
  await expect(page).toHaveURL(/at=\d+/);
  const first = new URL(page.url()).searchParams.get("at");
  await page.getByRole("link", { name: "Next event" }).click();

  expect(Number(new URL(page.url()).searchParams.get("at"))).toBeGreaterThan(Number(first));
});

test("without script a person can change what waits in the queue", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id } = await playground.ask("Save a note", {
    model: "scenario/approval@rate=2000",
  });
  await playground.ask("First", { session_id });
  await playground.ask("Second", { session_id });
  await page.goto(`${playground.url}/s/${session_id}`);
  const queue = page.getByRole("list", { name: "Queued messages" });

  await press(page, "Make it next");

  await expect(queue.getByRole("listitem").first()).toContainText("Second");
});

/** Presses a button of a plain form and waits for the page that it leads to. */
async function press(page: Page, name: string): Promise<void> {
  const arrived = page.waitForResponse(
    (response) => response.request().isNavigationRequest() && response.status() === 200,
  );
  await page.getByRole("button", { name, exact: true }).click();
  await (await arrived).finished();
  await page.waitForLoadState();
}
