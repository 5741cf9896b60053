import { expect, test } from "./shared-playground.ts";

test.use({ javaScriptEnabled: false });

test("without script a person replays a run under a change, and forks it where it parts", async ({
  page,
  playground,
}) => {
  const { run_id } = await playground.ask("Look", { model: "scenario/three-tools@rate=2000" });
  await playground.ended(run_id);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs/${run_id}/replay`);
  await expect(page.getByRole("heading", { name: "No divergence" })).toBeVisible();

  const rule = page.locator("details").filter({ hasText: "A permission rule" });
  await rule.locator("summary").click();
  await rule.getByLabel("Verdict").selectOption("deny");
  await rule.getByLabel(/^Tools/).fill("workspace__*");
  await rule.getByRole("button", { name: "Replay under this change" }).click();

  await expect(page).toHaveURL(/change=rule/);
  await expect(page.getByRole("heading", { name: /^Diverges at event/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Recorded" })).toContainText("allow");
  await expect(page.getByRole("region", { name: "Under the change" })).toContainText("deny");

  await page.getByRole("link", { name: /^Fork at \d+/ }).click();
  await expect(page.getByRole("heading", { name: "Runs again" })).toBeVisible();
  await page.getByRole("button", { name: "Begin the fork" }).click();
  await expect(page.getByRole("link", { name: `Forked from ${run_id}` })).toBeVisible();
});

test("without script a person queues messages and moves them", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id } = await playground.ask("Save a note", { model: "scenario/approval" });
  await page.goto(`${playground.url}/s/${session_id}`);
  const queue = page.getByRole("list", { name: "Queued messages" });

  for (const words of ["Second", "Third"]) {
    await page.getByRole("textbox", { name: "Message" }).fill(words);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(queue).toContainText(words);
  }
  await queue.getByRole("button", { name: "Make it next" }).click();

  await expect(queue.getByRole("listitem")).toHaveText([/Third/, /Second/]);
});

test("without script a person finds a hidden branch among all, and shows it again", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const model = "scenario/reasoning@rate=2000";
  const { session_id, turn_id, run_id } = await playground.ask("What is a lane?", { model });
  await playground.ended(run_id);
  const session = `${playground.url}/s/${session_id}`;
  await page.goto(`${session}/turns/${turn_id}/edit`);
  await page.getByRole("textbox", { name: "Edited question" }).fill("What is a run?");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page).not.toHaveURL(/\/edit$/);
  const more = page.getByText("Regenerate", { exact: true });
  await expect
    .poll(async () => {
      await page.reload();
      return more.isVisible();
    })
    .toBe(true);
  await more.click();
  await page.getByRole("button", { name: "Hide this branch" }).click();

  await page.goto(`${session}/branches`);
  const hidden = page.getByRole("listitem").filter({ hasText: "hidden" });
  await expect(hidden).toContainText("What is a run?");
  await hidden.getByRole("button", { name: "Show again" }).click();
  await page.goto(`${session}/branches`);
  await expect(hidden).toHaveCount(0);
  await page.getByRole("main").getByRole("link", { name: "What is a run?" }).click();

  await expect(page.locator(".question")).toHaveText([/What is a run/]);
});
