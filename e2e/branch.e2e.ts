import type { Page } from "@playwright/test";

import { LOOKS } from "./looks.ts";
import type { Playground } from "./playground.ts";
import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

const MODEL = "scenario/reasoning@rate=2000";

/** A session with one answered turn, open in the page. */
async function answered(
  page: Page,
  playground: Playground,
  message = "How does replay work here?",
) {
  const asked = await playground.ask(message, { model: MODEL });
  await playground.ended(asked.run_id);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/s/${asked.session_id}`);
  return asked;
}

function versions(page: Page, of: "question" | "answer") {
  return page.getByRole("navigation", { name: `Versions of the ${of}` });
}

function question(page: Page, words: string) {
  return page.locator(".question").filter({ hasText: words });
}

test("a question is edited in place by keys, and the arrows lead back and forth", async ({
  page,
  context,
  playground,
}) => {
  await answered(page, playground);
  const other = await context.newPage();
  await other.goto(page.url());
  await page.getByRole("textbox", { name: "Message" }).press("ArrowUp");
  const edited = page.getByRole("textbox", { name: "Edited question" });
  await expect(edited).toBeFocused();
  await edited.press("Escape");
  await expect(question(page, "How does replay work here?")).toBeVisible();
  await expect(edited).toHaveCount(0);

  await page.getByRole("link", { name: "Edit question" }).click();
  await edited.fill("How do lanes work here?");
  await edited.press("Control+Enter");
  await expect(question(page, "How do lanes work here?")).toBeVisible();
  await expect(versions(page, "question")).toContainText("2/2");
  await expect(versions(other, "question")).toContainText("1/2");

  await page.locator(".scroller").press("[");
  await expect(question(page, "How does replay work here?")).toBeVisible();
  await expect(page).toHaveURL(/[?&]b=th_/);
  await page.locator(".scroller").press("]");
  await expect(question(page, "How do lanes work here?")).toBeVisible();
});

test("an answer is made once more beside the one that is there, and a branch can be hidden", async ({
  page,
  playground,
}) => {
  await answered(page, playground);

  await page.getByText("Regenerate", { exact: true }).click();
  await page.getByRole("link", { name: "Other model" }).click();
  await page.getByRole("combobox", { name: "Model" }).first().selectOption("scenario/slow");
  await page.getByRole("button", { name: "Regenerate" }).click();

  await expect(versions(page, "answer")).toContainText("2/2");
  await page.getByText("Regenerate", { exact: true }).click();
  await page.getByRole("button", { name: "Hide this branch" }).click();
  await expect(versions(page, "answer")).toHaveCount(0);
  await expect(page.locator("uar-run")).toHaveCount(1);
});

test("while a run goes on in another branch its arrow has a dot, and it goes on there live", async ({
  page,
  playground,
}) => {
  const { session_id } = await answered(page, playground);
  const model = "scenario/approval@rate=2000";
  const { run_id } = await playground.ask("Save a note", { session_id, model });
  await page.goto(`${playground.url}/s/${session_id}`);
  const ask = page.getByRole("button", { name: "Allow once" });
  await expect(ask).toBeVisible();

  await page.getByRole("link", { name: "Edit question" }).last().click();
  const edited = page.getByRole("textbox", { name: "Edited question" });
  await edited.fill("Save another note");
  await edited.press("Control+Enter");
  await expect(question(page, "Save another note")).toBeVisible();
  await page.getByRole("link", { name: "Previous question, a run goes on there" }).click();
  await expect(question(page, "Save a note")).toBeVisible();
  await ask.click();

  await expect(page.locator(`uar-run[run="${run_id}"]`)).toHaveAttribute("status", "completed");
  expect(await playground.notes()).toHaveLength(1);
});

test("what is written in a branch goes on there, also after a reload", async ({
  page,
  playground,
}) => {
  const { session_id, thread_id } = await answered(page, playground);
  await page.getByRole("link", { name: "Edit question" }).click();
  const edited = page.getByRole("textbox", { name: "Edited question" });
  await edited.fill("How do lanes work here?");
  await edited.press("Control+Enter");
  await page.getByRole("link", { name: /^Previous question/ }).click();
  await expect(page).toHaveURL(new RegExp(`b=${thread_id}`));

  await page.getByRole("textbox", { name: "Message" }).fill("What is a cursor?");
  await page.keyboard.press("Enter");
  await expect(question(page, "What is a cursor?")).toBeVisible();
  await page.goto(`${playground.url}/s/${session_id}`);

  await expect(page.locator(".question")).toHaveText([/How does replay/, /What is a cursor/]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a person edits, regenerates and goes from branch to branch", async ({
    page,
    playground,
  }) => {
    await answered(page, playground);

    await page.getByRole("link", { name: "Edit question" }).click();
    await page.getByRole("textbox", { name: "Edited question" }).fill("How do lanes work here?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(question(page, "How do lanes work here?")).toBeVisible();
    await page.getByRole("link", { name: /^Previous question/ }).click();
    await expect(question(page, "How does replay work here?")).toBeVisible();
    await page.getByText("Regenerate", { exact: true }).click();
    await page.getByRole("button", { name: "Same model" }).click();

    await expect(versions(page, "answer")).toContainText("2/2");
    await expect(versions(page, "question")).toContainText("1/2");
  });
});

for (const { colorScheme, width } of LOOKS) {
  test(`axe finds nothing where branches and replays are, ${colorScheme}, ${width} px`, async ({
    browser,
    playground,
    signIn,
  }) => {
    const { session_id, turn_id, run_id } = await playground.ask("How does replay work here?", {
      model: MODEL,
    });
    await playground.ended(run_id);
    const turn = `/s/${session_id}/turns/${turn_id}`;
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
    const page = await signIn(context);
    await page.goto(`${playground.url}${turn}/edit`);
    await page.getByRole("textbox", { name: "Edited question" }).fill("How do lanes work?");
    await page.getByRole("button", { name: "Send", exact: false }).first().click();
    await expect(versions(page, "question")).toBeVisible();

    for (const address of [
      `/s/${session_id}`,
      `/s/${session_id}/branches`,
      `${turn}/edit`,
      `${turn}/regenerate`,
      `/runs/${run_id}/replay?change=question&text=How+do+lanes+work`,
    ]) {
      await page.goto(playground.url + address);
      // Some of them close each other: axe is to see all at once.
      await page.locator(":is(.regenerate, .replay-changes details)").evaluateAll((all) => {
        for (const each of all) each.removeAttribute("name");
        for (const each of all) each.setAttribute("open", "");
      });
      expect(await axeFindings(page), address).toEqual([]);
    }
    await context.close();
  });
}
