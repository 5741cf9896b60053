import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { axeFindings } from "./axe-findings.ts";
import { expect, test, type Playground } from "./playground.ts";

/** An agent that has room for about two answers of the scenario. */
const SMALL = `
agents:
  - id: small
    system_prompt: Be brief.
    context: { window_tokens: 1500, keep_messages: 2 }
`;

test.use({
  env: async ({ browserName }, use) => {
    const folder = await mkdtemp(join(tmpdir(), `uar-e2e-config-${browserName}-`));
    const config = join(folder, "uar.yaml");
    await writeFile(config, SMALL);
    await use({ UAR_CONFIG: config });
    await rm(folder, { recursive: true });
  },
});

/** A session whose turns have all ended. */
async function conversation(playground: Playground, turns: readonly string[], more: object = {}) {
  const model = "scenario/reasoning@rate=2000";
  let session: { session_id?: string } = {};
  for (const message of turns) {
    const { session_id, run_id } = await playground.ask(message, { ...session, model, ...more });
    await playground.ended(run_id);
    session = { session_id };
  }
  return session.session_id ?? "";
}

test("a person has earlier messages summarised, and reads what stands for them", async ({
  page,
  playground,
}) => {
  const session = await conversation(playground, ["First question", "Second question", "Third"]);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/s/${session}`);

  await page.getByLabel("Edit session").first().click();
  await page.getByRole("button", { name: "Summarise earlier messages" }).click();

  const notice = page.locator(".outcome").filter({ hasText: "Earlier messages were summarised" });
  await expect(notice).toBeVisible();
  await expect(notice.getByText("First question")).toBeHidden();
  await notice.getByText("Summary", { exact: true }).click();
  await expect(notice.getByText("First question")).toBeVisible();
  await expect(page.getByText("First question").first()).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
});

test("a conversation that fills the window makes room while its answer is awaited", async ({
  page,
  playground,
}) => {
  const long = "word ".repeat(700);
  const turns = [`One ${long}`, `Two ${long}`];
  const session = await conversation(playground, turns, { agent: "small" });
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/s/${session}`);

  await page.getByRole("textbox", { name: "Message" }).fill("Three");
  await page.getByRole("button", { name: "Send" }).click();

  const notice = page.locator(".outcome").filter({ hasText: "Earlier messages were summarised" });
  await expect(notice).toBeVisible();
  await notice.getByText("Summary", { exact: true }).click();
  await expect(notice.getByText(/The person said: One word/)).toBeVisible();
});
