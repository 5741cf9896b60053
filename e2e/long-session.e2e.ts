import type { Page } from "@playwright/test";

import { writeLongThread } from "#runtime/testing/long-thread.ts";
import { WINDOW_TURNS } from "#views/chat/thread-window.ts";
import { expect, test, type Playground } from "./playground.ts";

const TURNS = 4 * WINDOW_TURNS;
/** What a page may hold of a long session. */
const MOST_ELEMENTS = 6_000;

test("older turns come in above while the person scrolls up, and nothing on the screen moves", async ({
  page,
  playground,
}) => {
  const session = await longSession(playground);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/s/${session}`);
  const turns = page.locator("article.turn");
  await expect(turns).toHaveCount(WINDOW_TURNS);
  expect(await distanceToEnd(page)).toBeLessThan(30);

  const scroller = page.locator(".scroller");
  const second = page.locator(`#${await turns.nth(1).getAttribute("id")}`);
  await second.evaluate((turn) => turn.scrollIntoView());
  await expect(turns).toHaveCount(2 * WINDOW_TURNS);
  await settled(page);
  expect(Math.abs((await topOf(second)) - (await topOf(scroller)))).toBeLessThan(3);

  for (let windows = 3; windows <= 4; windows += 1) {
    const first = page.locator(`#${await turns.first().getAttribute("id")}`);
    await scroller.evaluate((element) => element.scrollTo(0, 0));
    await expect(turns).toHaveCount(windows * WINDOW_TURNS);
    await settled(page);
    await expect(first).toBeInViewport();
  }
  await expect(page.getByRole("link", { name: "Earlier messages" })).toHaveCount(0);
  expect(await turns.evaluateAll((all) => new Set(all.map(({ id }) => id)).size)).toBe(TURNS);

  expect(await page.locator("*").count()).toBeLessThan(MOST_ELEMENTS);
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  await settled(page);
  expect(await page.locator("*").count()).toBeLessThan(MOST_ELEMENTS);
  await page.getByRole("button", { name: "Latest" }).click();
  await expect(turns.last().getByText("Completed")).toBeInViewport();

  await page.getByRole("textbox", { name: "Message" }).fill("And now?");
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
  await expect(turns).toHaveCount(TURNS + 1);
  await expect(page.locator("uar-run").last()).toHaveAttribute("status", "completed");
});

test("a link to an old turn shows that turn, and the newest ones are a link away", async ({
  page,
  playground,
}) => {
  const session = await longSession(playground);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/s/${session}?before=`);
  const html = await (await playground.fetch(`/s/${session}?before=`)).text();
  const newest = /<article class="turn" id="([^"]+)"/.exec(html)?.[1] ?? "";
  const old = newest.replace(/x\d+$/, "x40");

  await page.goto("about:blank");
  await page.goto(`${playground.url}/s/${session}#${old}`);

  await expect(page).toHaveURL(new RegExp(`turn=${old}#${old}$`));
  await expect(page.locator(`#${old}`)).toBeInViewport();
  await page.getByRole("link", { name: "Later messages" }).click();
  const next = page.locator(`#${newest.replace(/x\d+$/, "x65")}`);
  await expect(next).toBeInViewport();
  await settled(page);
  await expect(next).toBeInViewport();
  await page.goBack();
  await page.getByRole("link", { name: "Newest messages" }).click();
  await expect(page.locator("article.turn").last()).toHaveId(newest.replace(/x\d+$/, "x119"));
  await expect(page.getByRole("textbox", { name: "Message" })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the whole of a long session can be read by its links", async ({ page, playground }) => {
    const session = await longSession(playground);
    await page.goto(playground.loginUrl);
    await page.goto(`${playground.url}/s/${session}`);

    for (let windows = 2; windows <= 4; windows += 1) {
      await page.getByRole("link", { name: "Earlier messages" }).click();
      await expect(page.locator("article.turn")).toHaveCount(WINDOW_TURNS);
    }
    await expect(page.getByRole("link", { name: "Earlier messages" })).toHaveCount(0);
    await page.getByRole("link", { name: "Later messages" }).click();
    await expect(page.locator("article.turn").first()).toHaveId(/x30$/);
  });
});

/** A session of many turns, as a server finds it that starts. */
async function longSession(playground: Playground): Promise<string> {
  await playground.kill();
  const size = { turns: TURNS, eventsPerTurn: 50 };
  const { session_id } = await writeLongThread(playground.data, size);
  await playground.start();
  return session_id;
}

async function distanceToEnd(page: Page): Promise<number> {
  return page
    .locator(".scroller")
    .evaluate(
      ({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight,
    );
}

function topOf(turn: ReturnType<Page["locator"]>): Promise<number> {
  return turn.evaluate((element) => element.getBoundingClientRect().top);
}

/** Until what came into view has its real size. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 10; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
