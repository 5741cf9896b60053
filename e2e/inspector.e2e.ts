import type { Page } from "@playwright/test";

import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

/** Every part of the look that an address of the inspector can hold. */
const LOOK = "side=before&view=spans&tab=state&q=-lane%3Astatus&idle=show&fold=off&path=show";

test("the inspector works by keyboard, and its addresses bring every look back", async ({
  page,
  playground,
}) => {
  const { run_id } = await playground.ask("Show me every lane", {
    model: "scenario/everything@rate=2000",
  });
  await playground.ended(run_id);
  const run = `${playground.url}/runs/${run_id}`;
  await page.goto(playground.loginUrl);
  await page.goto(`${run}?at=30`);
  await page.locator("[data-driven]").waitFor({ state: "attached" });

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();

  await page.keyboard.press("3");
  await expect(page).toHaveURL(/q=lane%3Atools/);
  await page.keyboard.press("n");
  await expect(page.locator(".event-row[aria-current]")).toHaveAttribute("data-lane", "tools");
  await page.keyboard.press("3");
  await page.keyboard.press("Shift+P");
  await expect(page).toHaveURL(/path=show/);
  await page.getByRole("slider", { name: "Position in the run" }).focus();
  await page.keyboard.press("w");
  await expect(page).toHaveURL(/range=\d+-\d+/);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/at=\d+/);

  const { first, last } = await ends(playground, run_id);
  const address = `${run}?at=${first + 9}&${LOOK}&range=${first}-${last - 5}`;
  await page.goto(address);
  await page.locator("[data-driven]").waitFor({ state: "attached" });
  const before = await looks(page);
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(page).toHaveURL(sameQuery(address));
  await page.reload();
  expect(await looks(page)).toEqual(before);
  expect(await axeFindings(page)).toEqual([]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a person can step, filter, zoom out and read a run by links and forms", async ({
    page,
    playground,
  }) => {
    const { run_id } = await playground.ask("Show me every lane", {
      model: "scenario/everything@rate=2000",
    });
    await playground.ended(run_id);
    const { first, last } = await ends(playground, run_id);
    await page.goto(playground.loginUrl);
    await page.goto(`${playground.url}/runs/${run_id}?at=${first + 9}&range=${first}-${last - 5}`);

    await page.getByRole("link", { name: "Next event" }).click();
    await expect(page).toHaveURL(new RegExp(`at=${first + 10}`));
    await page.getByRole("link", { name: "Whole run" }).click();
    await expect(page).not.toHaveURL(/range=/);
    await page.getByRole("searchbox", { name: "Filter events" }).fill("lane:tools -type:args");
    await page.keyboard.press("Enter");
    await expect(page.locator(".event-row").first()).toHaveAttribute("data-lane", "tools");
    await page.getByRole("link", { name: "Drop -type:args" }).click();
    await expect(page.getByRole("searchbox", { name: "Filter events" })).toHaveValue("lane:tools");
    await page.getByRole("link", { name: "Wire" }).click();
    await expect(page.locator(".wire-frames pre").first()).toContainText("event:");
  });
});

interface Events {
  events(run: string): Promise<readonly { sequence: number }[]>;
}

async function ends(playground: Events, run: string): Promise<{ first: number; last: number }> {
  const sequences = (await playground.events(run)).map(({ sequence }) => sequence);
  return { first: Math.min(...sequences), last: Math.max(...sequences) };
}

/** What one sees of the settings. */
function looks(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ".event-row[aria-current] .seq",
      ".inspector a[aria-current]",
      ".score-names [data-hidden]",
      ".matches",
      ".stage-screen",
      ".json",
    ].map((selector) =>
      [...document.querySelectorAll(selector)]
        .map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim())
        .join(" | "),
    ),
  );
}

function sameQuery(address: string): (url: URL) => boolean {
  const wanted = sorted(new URL(address));
  return (url) => sorted(url) === wanted;
}

function sorted({ searchParams }: URL): string {
  const query = new URLSearchParams(searchParams);
  query.sort();
  return query.toString();
}
