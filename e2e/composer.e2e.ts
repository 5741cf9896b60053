import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

test("a slash offers what the box can do, and the meter tells how full the context is", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id } = await playground.ask("Hello");
  await page.goto(`${playground.url}/s/${session_id}`);
  const message = page.getByRole("textbox", { name: "Message" });
  await expect(page.locator("uar-composer .meter")).toContainText(/Context: \d+ tokens/);

  await message.focus();
  await expect(message).toHaveAttribute("aria-autocomplete", "list");
  await message.press("/");
  await expect(page.getByRole("option")).toContainText([/model/, /agent/, /attach/, /compact/]);
  expect(await axeFindings(page, "uar-composer")).toEqual([]);
  await message.pressSequentially("ag");
  await message.press("Enter");

  await expect(page.getByLabel("Agent")).toBeFocused();
  await expect(message).toHaveValue("");
  await page.getByLabel("Model").selectOption("scenario/three-tools");
  await page.reload();
  await message.focus();
  await expect(page.getByLabel("Model")).toHaveValue("scenario/three-tools");
});

test("a run that was stopped can go on", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id } = await playground.ask("Write", { model: "scenario/long" });
  await page.goto(`${playground.url}/s/${session_id}`);
  await expect(page.locator("uar-run .prose").first()).toContainText(/\w+/);

  await page.getByRole("button", { name: /^Stop/ }).first().click();
  await expect(page.locator("uar-run").first()).toContainText("Stopped by you");
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.locator(".turn .question").last()).toContainText("Continue");
  await expect(page.locator("uar-run").last()).toHaveAttribute("status", /running|completed/);
  await expect(page.getByRole("button", { name: "Continue" })).toHaveCount(0);
});
