import type { Page } from "@playwright/test";

import { LOOKS } from "./looks.ts";
import { axeFindings } from "./axe-findings.ts";
import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test, type Playground } from "./playground.ts";

/** Two runs of one scenario that part where a person decides. */
async function partedRuns(playground: Playground): Promise<{ a: string; b: string }> {
  return { a: await decided(playground, "allow_once"), b: await decided(playground, "deny") };
}

async function decided(playground: Playground, decision: string): Promise<string> {
  const { run_id } = await playground.ask("Save a note", { model: "scenario/approval@rate=2000" });
  await expect.poll(async () => (await playground.run(run_id)).approvals.length).toBeGreaterThan(0);
  const { approvals } = await playground.run(run_id);
  const response = await playground.fetch("/control/respond_action", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ action_id: approvals[0]?.action_id, decision }),
  });
  expect(response.status).toBe(200);
  await playground.ended(run_id);
  return run_id;
}

const FIRST =
  /^First difference, event \d+: workspace\.write_note is answered with allow once in A, deny in B$/;

test("two marked runs are laid beside each other, and keys go from difference to difference", async ({
  page,
  playground,
}) => {
  const { a, b } = await partedRuns(playground);
  const seen = await watchChat(page);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs`);

  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Compare two" }).click();
  await expect(page).toHaveURL(`${playground.url}/compare?a=${a}&b=${b}`);
  // Of the two ways to say it, the style sheet shows the one that has room.
  await page.waitForLoadState();
  await expect(page.getByRole("link", { name: FIRST })).toBeVisible();

  await page.keyboard.press("n");
  await expect(page).toHaveURL(/d=1#d-1$/);
  const rows = page.getByRole("region", { name: "Events" }).getByRole("listitem");
  const current = rows.and(page.locator("[aria-current]"));
  await expect(current).toContainText("Allow once by person");
  await expect(current).toContainText("Deny by person");
  await expect(current).toBeInViewport();
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/d=2#d-2$/);
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/d=1#d-1$/);

  // The steps left no trace: one look back leads to where the comparison was asked for.
  await page.goBack();
  await expect(page).toHaveURL(`${playground.url}/runs`);
  expect(seen).toRaiseNoErrors();
  expect(seen).toMakeNoRemoteRequests();
});

test("a key of the inspector offers the runs to compare with", async ({ page, playground }) => {
  const { a, b } = await partedRuns(playground);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs/${a}`);
  await page.locator("[data-driven]").waitFor({ state: "attached" });

  await page.keyboard.press("c");
  await expect(page).toHaveURL(`${playground.url}/compare?a=${a}`);
  await page
    .getByRole("region", { name: "The same question" })
    .getByRole("link", { name: "Save a note" })
    .click();

  await expect(page).toHaveURL(`${playground.url}/compare?a=${a}&b=${b}`);
  await expect(page.getByRole("link", { name: FIRST })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("links lead from difference to difference, into folds, tabs and events", async ({
    page,
    playground,
  }) => {
    const { a, b } = await partedRuns(playground);
    await page.goto(playground.loginUrl);
    await page.goto(`${playground.url}/compare`);

    await page.getByLabel("Run A").fill(a);
    await page.getByLabel("Run B").fill(b);
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("link", { name: FIRST }).click();
    await expect(page.getByText("Difference 1 of")).toBeVisible();
    await page.getByRole("link", { name: "Next difference" }).click();
    await expect(page.getByText("Difference 2 of")).toBeVisible();
    await page
      .getByRole("link", { name: /events are the same/ })
      .first()
      .click();
    await expect(page.getByText("context.resolved").first()).toBeVisible();

    await page.getByRole("link", { name: "Answer", exact: true }).click();
    await expect(page.getByRole("region", { name: "Answer" })).toContainText("was not saved");
    await page.getByRole("link", { name: "Swap A and B" }).click();
    await expect(page).toHaveURL(new RegExp(`a=${b}&b=${a}&tab=answer`));
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await page
      .getByRole("link", { name: /^A, event/ })
      .first()
      .click();
    await expect(page).toHaveURL(new RegExp(`/runs/${b}\\?at=\\d+`));
  });
});

for (const { colorScheme, width } of LOOKS) {
  test(`axe finds nothing in a comparison, ${colorScheme}, ${width} px`, async ({
    browser,
    playground,
    signIn,
  }) => {
    const { a, b } = await partedRuns(playground);
    const viewport = { width, height: 844 };
    const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
    const page = await signIn(context);
    const both = `/compare?a=${a}&b=${b}`;

    for (const address of [
      "/compare",
      `/compare?a=${a}`,
      `${both}&d=1`,
      `${both}&tab=answer&d=1`,
      `${both}&tab=prompt`,
      `${both}&tab=state&d=2`,
      `/compare?a=${a}&b=${a}`,
    ]) {
      await page.goto(playground.url + address);
      expect(await axeFindings(page), address).toEqual([]);
      expect(await isWiderThanScreen(page), address).toBe(false);
    }
    await context.close();
  });
}

async function isWiderThanScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth > root.clientWidth;
  });
}
