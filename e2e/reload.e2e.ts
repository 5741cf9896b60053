import { listenToPage } from "./announcements.ts";
import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test, words } from "./scripted-playground.ts";

test("a reload shows the text so far at once and goes on without losing or repeating a word", async ({
  page,
  playground,
  model,
}) => {
  const chat = await watchChat(page, { answer: page.locator("uar-run .prose") });
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  const address = `${playground.url}/s/${session_id}`;
  await page.goto(address);

  for (const count of [5, 20, 45, 80, 120]) {
    const said = words(count).join("");
    await model.advanceTo(count);
    await expect(chat).toLoseNoText(said);
    let html = "";
    await expect(chat).toResumeWithin(10_000, {
      by: async () => {
        html = (await (await page.goto(address))?.text()) ?? "";
      },
    });
    expect(plain(html)).toContain(said.replaceAll(/\s+/g, " ").trim());
    await expect(chat).toDuplicateNoText(said);
  }

  model.release();
  const run = await playground.ended(run_id);
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
  await expect(chat).toLoseNoText(run.text);
  await expect(chat).toDuplicateNoText(run.text);
});

test("fifty reloads at random places leave the same text and repeat no announcement", async ({
  page,
  playground,
  model,
}) => {
  const chat = await watchChat(page, { answer: page.locator("uar-run .prose") });
  const heard = await listenToPage(page);
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  const reloads = 50;

  for (const [at, count] of randomPlaces(reloads, 149).entries()) {
    // Most people who reload do not wait until the page has done its work.
    const waitUntil = at % 5 === 0 ? "domcontentloaded" : "commit";
    await page.goto(`${playground.url}/s/${session_id}`, { waitUntil });
    await model.advanceTo(count);
  }
  model.release();
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");

  const run = await playground.ended(run_id);
  const shown = (await page.locator("uar-run .prose").innerText()).split(/\s+/);
  expect(shown).toEqual(run.text.trim().split(/\s+/));
  await expect(chat).toShowTheSameAfterReload();
  await expect.poll(() => heard.at(-1)).toBe("polite: Answer complete, 150 words");
  const before = heard.slice(0, -1);
  expect(new Set(before)).toEqual(new Set(["polite: Running"]));
  expect(before.length, "each page says once that it runs").toBeLessThanOrEqual(reloads);
});

test("a second tab shows the same run, live", async ({ page, context, playground, model }) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  const tabs = [page, await context.newPage()];
  for (const tab of tabs) await tab.goto(`${playground.url}/s/${session_id}`);

  await model.advanceTo(50);
  for (const tab of tabs) await expect(tab.locator("uar-run")).toContainText("word49");
  model.release();

  const run = await playground.ended(run_id);
  for (const tab of tabs) {
    await expect(tab.locator("uar-run")).toHaveAttribute("status", "completed");
    const shown = (await tab.locator("uar-run .prose").innerText()).split(/\s+/);
    expect(shown).toEqual(run.text.trim().split(/\s+/));
  }
});

test("a run goes on when its tab is closed", async ({ page, playground, model }) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  await page.goto(`${playground.url}/s/${session_id}`);
  await model.advanceTo(5);
  await expect(page.locator("uar-run [data-lane=tokens]").first()).toBeVisible();

  await page.close();
  model.release();

  expect((await playground.ended(run_id)).status).toBe("completed");
});

/** So many places below `end` in rising order, the same ones in each run of the tests. */
function randomPlaces(count: number, end: number): readonly number[] {
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => Math.floor(next() * end)).toSorted((a, b) => a - b);
}

/** The text of HTML, near enough for words that hold no markup. */
function plain(html: string): string {
  return html
    .replaceAll(/<script[\s\S]*?<\/script>/g, " ")
    .replaceAll(/<\/?p[^>]*>/g, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/\s+/g, " ");
}
