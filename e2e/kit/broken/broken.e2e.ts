import { test as base } from "@playwright/test";

import { expect } from "#e2e/kit/expect.ts";
import { type ScriptedModel, startModel } from "#e2e/kit/model/model-server.ts";
import { type Chat, watchChat } from "#e2e/kit/page/chat.ts";
import { servePages } from "./serve-pages.ts";

const PARAGRAPHS = Array.from({ length: 24 }, (_, at) => [
  `Paragraph ${at} `,
  `says what number ${at} has to say, `,
  `and ends ${at} as it began.\n\n`,
]).flat();
const TEXT = PARAGRAPHS.join("");

interface Fixtures {
  model: ScriptedModel;
  /** Opens one of the pages and asks it something. */
  open: (name: string) => Promise<Chat>;
}

const test = base.extend<Fixtures & { deltas: readonly string[] }>({
  deltas: [PARAGRAPHS, { option: true }],
  model: async ({ deltas }, use) => {
    await using model = await startModel({ answers: [deltas], pacing: "held" });
    await use(model);
  },
  open: async ({ model, page }, use) => {
    await using pages = await servePages(model.url);
    await use(async (name) => {
      const answer = page.getByRole("article").last();
      const chat = await watchChat(page, { answer });
      await page.goto(`${pages.url}/${name}.html`);
      await chat.composer.fill("What do they say?");
      // A person's press excuses whatever moves within half a second, so nobody presses.
      await page.locator("form").evaluate((form: HTMLFormElement) => form.requestSubmit());
      return chat;
    });
  },
});

/** Resolves when the page has drawn the answer up to a delta. */
async function drawn(chat: Chat, model: ScriptedModel, deltas: number): Promise<void> {
  await model.advanceTo(deltas);
  const last = PARAGRAPHS.slice(0, deltas).join("").trim().split(/\s+/).slice(-2).join(" ");
  await expect(chat.answer).toContainText(last);
}

test("toLoseNoText() names what a page lost", async ({ open, model }) => {
  const chat = await open("loses-text");
  model.release();
  await expect(chat.answer).toContainText("has to say, Paragraph 23");

  const expectation = expect(chat).toLoseNoText(TEXT, { timeout: 0 });

  await expect(expectation).rejects.toThrow('"and ends 0 as it began" is missing behind "say"');
  await expect(chat).not.toLoseNoText(TEXT);
});

test("toLoseNoText() waits for a text that comes", async ({ open, model }) => {
  const chat = await open("right");
  await expect(chat).not.toLoseNoText(TEXT);

  model.release();

  await expect(chat).toLoseNoText(TEXT);
});

test("toDuplicateNoText() names what a page shows twice", async ({ open, model }) => {
  const chat = await open("duplicates-text");
  model.release();
  await expect(chat).toLoseNoText(TEXT);

  await expect(expect(chat).toDuplicateNoText(TEXT)).rejects.toThrow(
    '"and ends 0 as it began" is shown again',
  );
});

test("toDuplicateNoText() finds long repetitions without knowing the text", async ({
  open,
  model,
}) => {
  const chat = await open("right");
  await drawn(chat, model, 30);
  await expect(chat).toDuplicateNoText(TEXT);
  await expect(chat).toDuplicateNoText();

  await chat.answer.evaluate((answer) =>
    answer.append(answer.lastElementChild?.cloneNode(true) ?? ""),
  );
  await chat.answer.evaluate((answer) => answer.append(answer.children[3]?.cloneNode(true) ?? ""));

  await expect(chat).not.toDuplicateNoText();
});

for (const [page, name] of [
  ["loses-selection", "a page that draws the answer anew at its end"],
  ["churns-dom", "a page that draws it anew with each delta"],
] as const) {
  test(`toKeepSelection() fails on ${name}`, async ({ open, model }) => {
    const chat = await open(page);
    await drawn(chat, model, 7);

    const expectation = expect(chat).toKeepSelection(async () => {
      model.release();
      await expect(chat).toLoseNoText(TEXT);
    });

    await expect(expectation).rejects.toThrow(/"Paragraph 0 .+" was selected, and then "/);
  });
}

test("toKeepSelection() holds where closed blocks are left alone", async ({ open, model }) => {
  const chat = await open("right");
  await drawn(chat, model, 7);

  await expect(chat).toKeepSelection(async () => {
    model.release();
    await expect(chat).toLoseNoText(TEXT);
  });
});

test("toKeepScrollAnchor() fails on a page that always scrolls to the end", async ({
  open,
  model,
}) => {
  const chat = await open("moves-what-is-read");
  await drawn(chat, model, 40);

  const expectation = expect(chat).toKeepScrollAnchor(() => drawn(chat, model, 60));

  await expect(expectation).rejects.toThrow(/"Paragraph .+" moved by -\d+ px/);
});

test("toKeepScrollAnchor() holds where reading counts more than following", async ({
  open,
  model,
}) => {
  const chat = await open("right");
  await drawn(chat, model, 40);

  await expect(chat).toKeepScrollAnchor(() => drawn(chat, model, 60));
});

test("toStopUpstreamWithin() fails on a page that only looks stopped", async ({ open, model }) => {
  const chat = await open("stops-nothing");
  await drawn(chat, model, 4);

  const expectation = expect(chat).toStopUpstreamWithin(300, { model });

  await expect(expectation).rejects.toThrow("its connection was open 300 ms after Stop");
});

test("toStopUpstreamWithin() holds where Stop reaches the model", async ({ open, model }) => {
  const chat = await open("right");
  await drawn(chat, model, 4);

  await expect(chat).toStopUpstreamWithin(20_000, { model });
});

test("toResumeWithin() fails on a page that forgets", async ({ open, model, page }) => {
  const chat = await open("forgets");
  await drawn(chat, model, 4);

  const expectation = expect(chat).toResumeWithin(500, {
    by: () => page.reload(),
    answer: chat.conversation,
  });

  await expect(expectation).rejects.toThrow(/"what do they say paragraph 0 .+" is missing/);
});

test("toResumeWithin() holds where a reload shows what was there", async ({
  open,
  model,
  page,
}) => {
  const chat = await open("right");
  await drawn(chat, model, 4);

  await expect(chat).toResumeWithin(10_000, { by: () => page.reload() });
});

test("toShowTheSameAfterReload() fails on a page that forgets", async ({ open, model }) => {
  const chat = await open("forgets");
  await drawn(chat, model, 2);

  const expectation = expect(chat).toShowTheSameAfterReload({
    answer: chat.conversation,
    timeout: 0,
  });

  await expect(expectation).rejects.toThrow(/"What do they say\? Paragraph 0 says .+" was there/);
});

test("toShowTheSameAfterReload() holds where a reload shows what was there", async ({
  open,
  model,
}) => {
  const chat = await open("right");
  await drawn(chat, model, 2);

  await expect(chat).toShowTheSameAfterReload();
});

test.describe("with an image in the answer", () => {
  const source = "http://elsewhere.invalid/pixel.png?secret";
  test.use({ deltas: ["Look: ", `![](${source})`, " done"] });

  test("toMakeNoRemoteRequests() fails on a page that fetches what the answer names", async ({
    open,
    model,
  }) => {
    const chat = await open("asks-others");
    model.release();
    await expect(chat.answer).toContainText("done");

    expect(() => expect(chat).toMakeNoRemoteRequests()).toThrow(source);
    expect(chat).toMakeNoRemoteRequests({ allowed: ["http://elsewhere.invalid"] });
  });

  test("toMakeNoRemoteRequests() holds where the answer is only text", async ({ open, model }) => {
    const chat = await open("right");
    model.release();
    await expect(chat.answer).toContainText("done");

    expect(chat).toMakeNoRemoteRequests();
  });
});

test("toRaiseNoErrors() fails on a page whose script does", async ({ open, model }) => {
  const chat = await open("raises-errors");
  model.release();
  await expect.poll(() => chat.errors.length).toBeGreaterThan(0);

  expect(() => expect(chat).toRaiseNoErrors()).toThrow("No such part");
});

test("toChurnDomBelow() fails on a page that draws the answer anew with each delta", async ({
  open,
  model,
}) => {
  const chat = await open("churns-dom");
  model.release();
  await expect(chat).toLoseNoText(TEXT);

  await expect(expect(chat).toChurnDomBelow(100)).rejects.toThrow(
    /but:\n {2}\d{4} nodes\n.+ nodes at once, with "Paragraph 0/,
  );
  await chat.forget();
  await expect(chat).toChurnDomBelow(1);
});

test("toChurnDomBelow() lets the last block be drawn anew, and no other one", async ({
  open,
  model,
}) => {
  const chat = await open("right");
  await drawn(chat, model, 7);
  await chat.forget();
  const redraw = (block: number) =>
    chat.answer.evaluate((answer, at) => {
      const old = answer.children.item(at)?.firstChild;
      old?.after("Drawn ", "anew");
      old?.remove();
    }, block);

  await redraw(2);
  await expect(chat).toChurnDomBelow(1);
  await redraw(0);
  await expect(chat).not.toChurnDomBelow(1);
});

test("toHaveLongTasksBelow() fails on a page that is kept busy", async ({ open, model }) => {
  const chat = await open("blocks");
  await drawn(chat, model, 3);

  await expect(expect(chat).toHaveLongTasksBelow(50)).rejects.toThrow(/\d+ ms in all\n.+ at once/);
});

test("toShiftLayoutBy() fails on a page that pushes down what is read", async ({ open, model }) => {
  const chat = await open("shifts-layout");
  await drawn(chat, model, 3);

  await expect(expect(chat).toShiftLayoutBy(0)).rejects.toThrow(/0\.\d+ "The model is answering/);
});

test("a right page churns nothing, blocks nothing, moves nothing and raises nothing", async ({
  open,
  model,
}) => {
  const chat = await open("right");
  model.release();
  await expect(chat).toLoseNoText(TEXT);

  await expect(chat).toDuplicateNoText(TEXT);
  await expect(chat).toChurnDomBelow(1);
  await expect(chat).toHaveLongTasksBelow(20_000);
  await expect(chat).toShiftLayoutBy(0);
  expect(chat).toRaiseNoErrors();
});
