import type { Locator, Page } from "@playwright/test";

import { expect } from "./kit/expect.ts";
import { type Chat, watchChat } from "./kit/page/chat.ts";
import { test as base } from "./scripted-playground.ts";

/** Paragraphs, then code, a table and a formula; a piece of sixteen letters each. */
const SECTIONS = Array.from({ length: 30 }, (_, at) =>
  [
    `Paragraph ${at} has *some* words that go on for a while, so that it fills more than one line here.`,
    `\`\`\`ts\nconst value${at} = ${at};\n\`\`\``,
    `| a | b |\n| --- | --- |\n| ${at} | $x_${at}$ |`,
  ].join("\n\n"),
);
const DELTAS = SECTIONS.join("\n\n").match(/[^]{1,16}/g) ?? [];

const test = base.extend<{ chat: Chat }>({
  chat: async ({ page, playground, model }, use) => {
    const { session_id, run_id } = await playground.ask("Hello", {
      model: "scenario/markdown@rate=2000",
    });
    await playground.ended(run_id);
    const chat = await watchChat(page);
    await page.goto(playground.loginUrl);
    await page.goto(`${playground.url}/s/${session_id}`);
    await page.getByLabel("Model").selectOption(`openai/${model.name}`);
    await use(chat);
  },
});

/** A motion under way moves the thread in one of so many frames. */
const STILL_FRAMES = 8;

test.use({ deltas: DELTAS });

test("the thread stands where its person wants it, from the question to the end", async ({
  page,
  chat,
  model,
}) => {
  const scroller = page.locator(".scroller");
  const latest = page.getByRole("button", { name: /^Latest/ });
  const words = (at: number): Locator => page.getByText(`Paragraph ${at} has`);

  await test.step("9: the page comes at its end, before its script", async () => {
    expect(await distance(scroller)).toBeLessThanOrEqual(1);
  });

  await test.step("1: a new question stands at the top, with room for its answer below", async () => {
    await chat.ask("Write at length");
    await model.advanceTo(3);
    await expect(words(0)).toBeVisible();
    const question = await page.locator(".question").last().boundingBox();
    const view = await scroller.boundingBox();
    expect(question?.y ?? 0).toBeLessThan((view?.y ?? 0) + 30);
  });

  await test.step("2 and 3: an answer that reaches the composer is followed", async () => {
    await model.advanceTo(120);
    await expect(words(7)).toBeVisible();
    await settled(page);
    expect(await distance(scroller)).toBeLessThanOrEqual(1);
  });

  await test.step("4: the wheel, a key, a motion and a focus above end following", async () => {
    const ends = [
      () => scroller.hover().then(() => page.mouse.wheel(0, -120)),
      () => scroller.press("PageUp"),
      () => scroller.evaluate((element) => (element.scrollTop -= 60)),
      () => page.locator(".code pre").nth(2).focus(),
    ];
    let sent = 120;
    for (const end of ends) {
      await scroller.press("End");
      await settled(page);
      await end();
      await settled(page);
      const place = await scroller.evaluate((element) => element.scrollTop);
      await model.advanceTo((sent += 12));
      await expect(page.locator("uar-run").last()).toContainText(wordsOf(sent));
      await settled(page);
      expect(await scroller.evaluate((element) => element.scrollTop)).toBe(place);
    }
  });

  await test.step("8: away from the end a button says how many parts are new", async () => {
    await expect(latest).toBeVisible();
    const box = await latest.boundingBox();
    const view = await scroller.boundingBox();
    const middle = (box?.x ?? 0) + (box?.width ?? 0) / 2;
    expect(Math.abs(middle - (view?.x ?? 0) - (view?.width ?? 0) / 2)).toBeLessThan(12);
  });

  await test.step("5: the button, End and the way down begin it again", async () => {
    await latest.click();
    await settled(page);
    await expect(latest).toBeHidden();
    expect(await distance(scroller)).toBeLessThanOrEqual(1);
    await scroller.evaluate((element) => (element.scrollTop -= 300));
    await expect(latest).toBeVisible();
    await scroller.hover();
    await page.mouse.wheel(0, 2000);
    await expect(latest).toBeHidden();
  });

  await test.step("7: a composer that grows leaves the end in view", async () => {
    await chat.composer.fill("one\ntwo\nthree\nfour\nfive");
    await settled(page);
    expect(await distance(scroller)).toBeLessThanOrEqual(1);
    await chat.composer.fill("");
  });

  await test.step("10: the browser's own anchoring is off", async () => {
    await expect(scroller).toHaveCSS("overflow-anchor", "none");
  });

  await test.step("the end of the answer moves nothing that is read", async () => {
    await expect(chat).toKeepScrollAnchor(async () => {
      model.release();
      await expect(page.locator("uar-run").last()).toHaveAttribute("status", "completed");
    });
    expect(chat).toRaiseNoErrors();
  });
});

/** The last whole words of what was sent so far, as they are shown. */
function wordsOf(sent: number): RegExp {
  const text = DELTAS.slice(0, sent).join("");
  const last = [...text.matchAll(/Paragraph \d+/g)].at(-1)?.[0] ?? "";
  return new RegExp(last);
}

function distance(scroller: Locator): Promise<number> {
  return scroller.evaluate((element) =>
    Math.round(element.scrollHeight - element.scrollTop - element.clientHeight),
  );
}

/** What was asked for is drawn, and a motion that the browser itself makes smooth is over. */
async function settled(page: Page): Promise<void> {
  await page.locator(".scroller").evaluate(async (scroller, frames) => {
    for (let still = 0, place = -1; still < frames; still += 1) {
      await new Promise(requestAnimationFrame);
      if (scroller.scrollTop !== place) still = 0;
      place = scroller.scrollTop;
    }
  }, STILL_FRAMES);
}
