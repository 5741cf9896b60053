import type { Page } from "@playwright/test";

import { expect, type Playground, test } from "./playground.ts";

/** What a window of 1280 by 1024 pixels shows at 400 %. */
const ZOOMED = { width: 320, height: 256 };
const WIDTHS = [390, 1024, 1440];
/** What WCAG 1.4.12 lets a reader set. */
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-block-end: 2em !important }`;

test("every page can be read at 400 %, and with the reader's own spacing of text", async ({
  page,
  playground,
}) => {
  const addresses = await pages(page, playground);
  await page.setViewportSize(ZOOMED);

  for (const address of addresses) {
    await page.goto(playground.url + address);
    expect(await page.evaluate(hiddenParts), `${address} at 400 %`).toEqual([]);
  }
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const address of addresses) {
      await page.goto(playground.url + address);
      await page.evaluate((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets.push(sheet);
      }, SPACING);
      expect(await page.evaluate(hiddenParts), `${address} with spacing, ${width}`).toEqual([]);
    }
  }
});

test("at 400 % a person can write, read the answer and decide", async ({ page, playground }) => {
  await page.setViewportSize(ZOOMED);
  await page.goto(playground.loginUrl);
  await page.getByLabel("Model").selectOption("scenario/approval");
  const message = page.getByRole("textbox", { name: "Message" });
  await message.fill("Save a note");
  await message.press("Enter");

  await page.getByRole("button", { name: "Allow once" }).click();
  await expect(page.locator("uar-run")).toContainText("is saved");
  const answer = page.getByText("is saved").last();
  await answer.scrollIntoViewIfNeeded();
  await expect(answer).toBeInViewport({ ratio: 0.9 });
});

test("every look of the chat and the inspector fits its window", async ({
  page,
  playground,
}, info) => {
  const addresses = (await pages(page, playground)).slice(0, 3);

  for (const media of [
    { colorScheme: "light", reducedMotion: "no-preference", forcedColors: "none" },
    { colorScheme: "dark", reducedMotion: "reduce", forcedColors: "none" },
    { colorScheme: "dark", reducedMotion: "reduce", forcedColors: "active" },
  ] as const) {
    await page.emulateMedia(media);
    for (const [at, address] of addresses.entries()) {
      await page.goto(playground.url + address);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 });
        const { colorScheme, forcedColors } = media;
        const look = `${at}-${colorScheme}-${forcedColors}-${width}`;
        await page.screenshot({ path: info.outputPath(`${look}.png`), animations: "disabled" });
        expect(await page.evaluate(hiddenParts), look).toEqual([]);
      }
    }
  }
});

async function pages(page: Page, playground: Playground): Promise<readonly string[]> {
  await page.goto(playground.loginUrl);
  const done = await playground.ask("Show every lane", { model: "scenario/everything@rate=2000" });
  const waiting = await playground.ask("Save a note", { model: "scenario/approval@rate=2000" });
  await playground.ended(done.run_id);
  await expect
    .poll(async () => (await playground.run(waiting.run_id)).status)
    .toBe("waiting_permission");
  return [
    `/s/${done.session_id}`,
    `/s/${waiting.session_id}`,
    `/runs/${done.run_id}`,
    "/chat",
    "/runs",
    "/sessions",
    "/approvals",
    "/tools/workspace/write_note",
    "/settings/shortcuts",
    "/docs/events/tool.started",
  ];
}

/** Runs in the page: what is wider than the window, or cut off where its words do not fit. */
function hiddenParts(): readonly string[] {
  const wide = [document.documentElement, ...document.querySelectorAll(".scroller, .list-scroller")]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ localName, className, scrollWidth }) => `${localName} ${className}: ${scrollWidth} px`);
  const cut = [
    ...document.querySelectorAll("main :is(a, button, label, h1, h2, h3, p, li, dd, dt)"),
  ]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => {
      const { overflowY } = getComputedStyle(element);
      const isUnseen = element.clientHeight <= 1;
      const isClipped = overflowY === "hidden" || overflowY === "clip";
      return isClipped && !isUnseen && element.scrollHeight > element.clientHeight + 2;
    })
    .map(({ localName, textContent }) => `cut off: ${localName} "${textContent.slice(0, 80)}"`);
  return [...wide, ...cut];
}
