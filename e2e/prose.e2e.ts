import type { Locator, Page } from "@playwright/test";

import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test } from "./playground.ts";

/** The first formula of a live answer takes its own height once what draws it has come. */
const FORMULA_SHIFT_MAX = 0.05;

test("prose of every kind streams in, can be used, and is the same after a reload", async ({
  page,
  playground,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chat = await watchChat(page, { answer: page.locator("uar-run .prose") });
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Show me all", {
    model: "scenario/markdown",
  });
  await page.goto(`${playground.url}/s/${session_id}`);
  await playground.ended(run_id);
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");

  await test.step("code is coloured, and copied, wrapped and saved", async () => {
    const code = page.locator(".code").filter({ hasText: "fold(events" });
    await expect.poll(() => coloredWords(page, "code-keyword")).toContain("export");
    await code.getByRole("button", { name: "Copy" }).click();
    await expect(code.getByRole("button", { name: "Copied" })).toBeVisible();
    await expect(page.locator("uar-announce")).toContainText("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      (await code.locator("code").textContent()) ?? "",
    );
    const saved = page.waitForEvent("download");
    await code.getByRole("button", { name: /^Download/ }).click();
    expect((await saved).suggestedFilename()).toBe("code.ts");
    await code.getByRole("button", { name: "Wrap lines" }).click();
    await expect(code.locator("pre")).toHaveCSS("white-space", "pre-wrap");
    await expect(code.getByRole("button", { name: "Copy", exact: true })).toBeVisible();
  });

  await test.step("formulas are drawn, money and half of one are text", async () => {
    await expect.poll(() => drawnFormulas(chat.answer)).toBe(4);
    await expect(chat.answer).toContainText("it costs $5, or $6 with tax");
    await expect(chat.answer).toContainText("half of one: $x^2");
  });

  await test.step("tables and code can be reached and scrolled by keyboard", async () => {
    for (const name of ["Table", "Code, ts", "Formula"]) {
      const region = page.getByRole("group", { name }).first();
      await region.focus();
      await expect(region).toBeFocused();
    }
    await expect(page.getByRole("columnheader", { name: "Events" })).toBeVisible();
  });

  await test.step("a picture of another host is a link, and is not loaded", async () => {
    await expect(page.getByRole("link", { name: /a description, image: images/ })).toBeVisible();
    expect(chat).toMakeNoRemoteRequests();
  });

  await expect(chat).toShiftLayoutBy(FORMULA_SHIFT_MAX);
  await expect(chat).toShowTheSameAfterReload();
  await expect.poll(() => drawnFormulas(chat.answer)).toBe(4);
  await expect(chat).toShiftLayoutBy(0);
  expect(await page.evaluate(() => customElements.get("uar-math") === undefined)).toBe(true);
  expect(chat).toRaiseNoErrors();
});

/** The words that the browser paints in a colour of code. */
function coloredWords(page: Page, name: string): Promise<readonly string[]> {
  return page.evaluate(
    (highlight) =>
      [...(CSS.highlights.get(highlight) ?? [])].map(
        ({ startContainer, startOffset, endOffset }) =>
          startContainer.textContent?.slice(startOffset, endOffset) ?? "",
      ),
    name,
  );
}

function drawnFormulas(answer: Locator): Promise<number> {
  return answer
    .locator("uar-math")
    .evaluateAll((all) => all.filter((each) => each.shadowRoot?.querySelector("math")).length);
}
