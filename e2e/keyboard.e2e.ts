import type { Page } from "@playwright/test";

import { expect, test } from "./playground.ts";

/** More stops than a page of ours has between two things that a person wants. */
const MOST_TABS = 80;

test("a person asks, decides, stops and inspects a run with the keyboard alone", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  await tabTo(page, "Skip to");
  await page.keyboard.press("Enter");
  await tabTo(page, "Model");
  await page.keyboard.type("scenario/approval");
  await tabTo(page, "Message", "Shift+Tab");
  await page.keyboard.type("Save a note");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/s\//);

  await expect(page.getByRole("button", { name: "Allow once" })).toBeVisible();
  await tabTo(page, "Allow once", "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("uar-run")).toContainText("is saved");
  expect(await playground.notes()).toHaveLength(1);

  await tabTo(page, "Model");
  await page.keyboard.type("scenario/slow");
  await tabTo(page, "Message", "Shift+Tab");
  await page.keyboard.type("Talk slowly");
  await page.keyboard.press("Enter");
  await expect(page.locator("uar-run").last()).toHaveAttribute("status", "running");
  await tabTo(page, "Stop");
  await page.keyboard.press("Enter");
  await expect(page.locator("uar-run").last()).toContainText("Stopped by you");

  await page.locator(".scroller").press("i");
  await page.waitForURL(/\/runs\//);
  await page.locator("[data-driven]").waitFor({ state: "attached" });
  await tabTo(page, "First event");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/at=\d+/);
});

/** Goes on until the focus is on what is called so; everything on the way shows that it has the focus. */
async function tabTo(page: Page, name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < MOST_TABS; step += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return { name: "", shows: true };
      const labels = element instanceof HTMLElement && "labels" in element ? element.labels : [];
      const words = [...(labels as Iterable<Element>)].map(({ textContent }) => textContent);
      const own = element.getAttribute("aria-label") ?? `${words.join(" ")} ${element.textContent}`;
      const box = element.getBoundingClientRect();
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      const isMarked = [element, element.closest("form, label, div") ?? element].some(
        (each) => getComputedStyle(each).outlineStyle !== "none",
      );
      const shows = (isMarked || outlineStyle !== "none" || boxShadow !== "none") && box.width > 0;
      return { name: own.replaceAll(/\s+/g, " ").trim(), shows };
    });
    expect(focused.shows, `"${focused.name}" shows that it has the focus`).toBe(true);
    if (focused.name.startsWith(name)) return;
    passed.push(focused.name.slice(0, 30));
  }
  throw new Error(`No "${name}" came in ${MOST_TABS} steps: ${passed.join(", ")}`);
}
