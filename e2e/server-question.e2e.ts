import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { axeFindings } from "./axe-findings.ts";
import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import { LOOKS } from "./looks.ts";
import { asks, expect, test as base } from "./playground.ts";

const CONFIG = JSON.stringify({
  mcpServers: {
    desk: {
      command: process.execPath,
      args: [resolve("runtime/tool/mcp/fixture/asking-server.ts")],
    },
  },
  permissions: { rules: [{ match: "desk__*", verdict: "allow" }] },
});
const RESERVE = [{ call: { name: "desk__reserve", arguments: {} } }];

const test = base.extend<{ model: ScriptedModel }>({
  model: async ({}, use) => {
    const answers = [RESERVE, ["A table for five"], RESERVE, ["No table then"]];
    await using model = await startModel({ answers });
    await use(model);
  },
  env: async ({ model }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "uar-e2e-desk-"));
    const config = join(folder, "uar.yaml");
    await writeFile(config, CONFIG);
    await use({ ...asks(model), UAR_CONFIG: config });
    await rm(folder, { recursive: true });
  },
});

test("a server's question is answered by keys in the chat, and declined without script", async ({
  page,
  browser,
  playground,
  signIn,
}) => {
  await page.goto(playground.loginUrl);
  const first = await playground.ask("A table, please");
  await page.goto(`${playground.url}/s/${first.session_id}`);
  const card = page.getByRole("group", { name: "The server asks you" });
  await expect(card).toContainText("For how many guests?");
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    expect(await axeFindings(page), `${colorScheme}, ${width} px`).toEqual([]);
  }

  const guests = card.getByLabel("Guests");
  await guests.fill("0");
  await guests.press("Enter");
  await expect(card).toBeVisible();
  await guests.fill("5");
  await card.getByLabel("quiet").press("Space");
  await guests.press("Enter");

  await expect(page.locator("uar-run")).toContainText("A table for five");
  const [call] = (await playground.run(first.run_id)).tool_calls;
  const answer = { guests: 5, place: "inside", vegan: false, wishes: ["quiet"] };
  expect(JSON.parse(call?.output?.content ?? "")).toEqual({ action: "accept", content: answer });

  const plain = await signIn(await browser.newContext({ javaScriptEnabled: false }));
  const second = await playground.ask("Another table, please");
  await expect
    .poll(async () => (await playground.run(second.run_id)).status)
    .toBe("waiting_permission");
  await plain.goto(`${playground.url}/s/${second.session_id}`);
  await plain.getByRole("button", { name: "Decline" }).click();
  const declined = (await playground.ended(second.run_id)).tool_calls[0];
  expect(JSON.parse(declined?.output?.content ?? "")).toEqual({ action: "decline" });
  await plain.context().close();
});
