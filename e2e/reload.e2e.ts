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

/** The text of HTML, near enough for words that hold no markup. */
function plain(html: string): string {
  return html
    .replaceAll(/<script[\s\S]*?<\/script>/g, " ")
    .replaceAll(/<\/?p[^>]*>/g, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/\s+/g, " ");
}
