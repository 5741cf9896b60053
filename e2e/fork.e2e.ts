import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

test("a run is forked in its midst by a key, reuses results, and blocks what acts", async ({
  page,
  playground,
}) => {
  const reads = await playground.ask("Look", { model: "scenario/three-tools@rate=2000" });
  await playground.ended(reads.run_id);
  const events = await playground.events(reads.run_id);
  const result = events.find(({ type }) => type === "tool.result")?.sequence ?? 0;
  const acts = await playground.ask("Save a note", { model: "scenario/approval@rate=2000" });
  await page.goto(playground.loginUrl);

  await page.goto(`${playground.url}/runs/${reads.run_id}?at=${result}`);
  await expect(page.locator("uar-inspector")).toHaveAttribute("data-driven", "");
  await page.keyboard.press("f");
  const dialog = page.getByRole("dialog", { name: `Fork at ${result}` });
  await expect(dialog).toBeVisible();
  expect(await axeFindings(page, "dialog#fork")).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.getByRole("link", { name: `Fork at ${result}` }).click();
  await dialog.getByRole("button", { name: "Begin the fork" }).click();

  await expect(
    page.getByRole("link", { name: `Forked from ${reads.run_id} event ${result}` }),
  ).toBeVisible();
  const fork = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await playground.ended(fork);
  const drawn = page.waitForResponse(`**/runs/${fork}/origin.svg`);
  await page.reload();
  expect((await drawn).ok()).toBe(true);
  await expect(page.locator(".stage-screen .call").filter({ hasText: "reused" })).toHaveCount(1);
  await page.getByRole("link", { name: "Compare with origin" }).click();
  await expect(page).toHaveURL(new RegExp(`/compare\\?a=${reads.run_id}&b=${fork}`));

  await page.goto(`${playground.url}/runs/${acts.run_id}/fork`);
  await page.getByLabel("A call that acts").selectOption("block");
  await page.getByRole("button", { name: "Begin the fork" }).click();
  await expect(page.getByRole("link", { name: `Forked from ${acts.run_id}` })).toBeVisible();
  const blocked = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await playground.ended(blocked);
  await page.reload();
  await expect(page.locator(".stage-screen .call").first()).toContainText("denied");
  expect(await playground.notes()).toHaveLength(0);
});
