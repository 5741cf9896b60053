import { expect } from "./kit/expect.ts";
import { type Chat, watchChat } from "./kit/page/chat.ts";
import { test as base } from "./scripted-playground.ts";

/** Markdown of every kind, about ten kilobytes, in pieces of sixteen letters. */
const SECTIONS = Array.from({ length: 24 }, (_, at) =>
  [
    `## Section ${at}`,
    `Here it begins with **words** and a [link](https://example.com/${at}), then \`code${at}\`.`,
    `- first of ${at}\n- second of ${at}\n  - nested of ${at}`,
    `| a | b |\n| --- | --- |\n| ${at} | cell ${at} |`,
    `\`\`\`ts\nconst value${at} = ${at};\nconsole.log(value${at});\n\`\`\``,
    `It ends ${at} here, as it has to.`,
  ].join("\n\n"),
);
const DELTAS = SECTIONS.join("\n\n").match(/[^]{1,16}/g) ?? [];

/** Words of the answer that are shown as they are. */
const ENDS = SECTIONS.map((_, at) => `Section ${at} It ends ${at} here as it has to`).join(" ");

const test = base.extend<{ chat: Chat }>({
  chat: async ({ page, playground, model }, use) => {
    const chat = await watchChat(page, { answer: page.locator("uar-run .prose") });
    await page.goto(playground.loginUrl);
    await chat.ask("Write at length");
    await model.advanceTo(200);
    await expect(chat.answer).toContainText("It ends 4 here");
    await use(chat);
  },
});

test.use({ deltas: DELTAS });

test("what is selected stays selected until the answer is over", async ({ chat, model, page }) => {
  await expect(chat).toKeepSelection(async () => {
    model.release();
    await expect(chat).toLoseNoText(ENDS);
    await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
  });
});

test("what is read stays where it is while the answer grows", async ({ chat, model, page }) => {
  await expect(chat).toKeepScrollAnchor(async () => {
    model.release();
    await expect(chat).toLoseNoText(ENDS);
    await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
  });
});

test("blocks that are closed are never drawn again, and the page stays free", async ({
  chat,
  model,
  page,
}) => {
  model.release();
  await expect(chat).toLoseNoText(ENDS);
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");

  await expect(chat).toDuplicateNoText(ENDS);
  await expect(chat).toChurnDomBelow(1, { conversation: chat.answer });
  await expect(chat).toHaveLongTasksBelow(20_000);
  await expect(chat).toShiftLayoutBy(0);
  await expect(chat).toShowTheSameAfterReload();
  expect(chat).toRaiseNoErrors();
});
