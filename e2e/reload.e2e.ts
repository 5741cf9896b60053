import { expect, test } from "./playground.ts";

const SLOW = { model: "scenario/slow" };

test("a reload shows the text so far at once and goes on without losing or repeating a word", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly", SLOW);
  const address = `${playground.url}/s/${session_id}`;
  await page.goto(address);

  for (const words of [5, 20, 45, 80, 120]) {
    await expect.poll(async () => wordsIn(await shownText(page)).length).toBeGreaterThan(words);
    const before = wordsIn(await shownText(page));
    const html = await (await page.goto(address))?.text();
    expect(wordsIn(plain(html ?? "")).join(" ")).toContain(before.join(" "));
  }

  const run = await playground.ended(run_id);
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
  expect(wordsIn(await shownText(page))).toEqual(wordsIn(run.text));
});

test("a second tab shows the same run, live", async ({ page, context, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly", SLOW);
  await page.goto(`${playground.url}/s/${session_id}`);
  const second = await context.newPage();
  await second.goto(`${playground.url}/s/${session_id}`);

  await playground.fetch(`/runs/${run_id}.json`);
  const run = await playground.ended(run_id);

  for (const tab of [page, second]) {
    await expect(tab.locator("uar-run")).toHaveAttribute("status", "completed");
    expect(wordsIn(await shownText(tab))).toEqual(wordsIn(run.text));
  }
});

test("a run goes on when its tab is closed", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly", SLOW);
  await page.goto(`${playground.url}/s/${session_id}`);
  await expect(page.locator("uar-run [data-lane=tokens]").first()).toBeVisible();

  await page.close();

  expect((await playground.ended(run_id)).status).toBe("completed");
});

async function shownText(page: import("@playwright/test").Page): Promise<string> {
  return (await page.locator("uar-run .prose").allInnerTexts()).join(" ");
}

function wordsIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => /\w/.test(word));
}

/** The text of HTML, near enough for words that hold no markup. */
function plain(html: string): string {
  return html
    .replaceAll(/<script[\s\S]*?<\/script>/g, " ")
    .replaceAll(/<\/?p[^>]*>/g, " ")
    .replaceAll(/<[^>]*>/g, "");
}
