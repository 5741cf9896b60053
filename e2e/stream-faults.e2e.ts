import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";

import { expect, test } from "./playground.ts";

const SLOW = { model: "scenario/slow" };
const MINUTE_MS = 60_000;

test("F25 sse-epoch-reset: words that were shown and lost with the power are taken back", async ({
  page,
  context,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly", SLOW);
  const address = `${playground.url}/s/${session_id}`;
  await page.goto(address);
  await expect.poll(async () => (await shown(page)).length).toBeGreaterThan(300);

  await playground.kill();
  const before = await shown(page);
  const kept = await loseTail(playground.data, 20);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(before.length);
  await playground.start();

  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed", { timeout: 60_000 });
  const run = await playground.run(run_id);
  expect(run.status).toBe("completed");
  const fresh = await context.newPage();
  await fresh.goto(address);
  await expect.poll(() => words(page)).toEqual(await words(fresh));
  expect(wordsIn(await shown(page))).toEqual(wordsIn(run.text));
});

test("F28 hidden-tab: a page that slept for a minute catches up, and its run went on", async ({
  page,
  playground,
}) => {
  await page.clock.install();
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly", SLOW);
  await page.goto(`${playground.url}/s/${session_id}`);
  await expect.poll(async () => (await shown(page)).length).toBeGreaterThan(20);
  const cdp = await page.context().newCDPSession(page);

  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  const run = await playground.ended(run_id);
  expect(run.status).toBe("completed");
  expect((await shown(page)).length).toBeLessThan(run.text.length);
  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  await page.clock.fastForward(MINUTE_MS);

  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
  await expect.poll(async () => wordsIn(await shown(page))).toEqual(wordsIn(run.text));
});

/** Cuts a log off after so many pieces of text, as a disk does whose power went; answers what is left of the text. */
async function loseTail(data: string, pieces: number): Promise<string> {
  const names = await readdir(join(data, "sessions"), { recursive: true });
  const path = join(data, "sessions", names.find((name) => name.endsWith(".jsonl")) ?? "");
  const lines = (await readFile(path, "utf8")).split("\n");
  const deltas = lines.flatMap((line, at) => (line.includes('"type":"model.delta"') ? [at] : []));
  const end = deltas[pieces] ?? 0;
  await writeFile(path, `${lines.slice(0, end).join("\n")}\n`);
  return deltas
    .slice(0, pieces)
    .map((at) => (JSON.parse(lines[at] ?? "") as { payload: { text?: string } }).payload.text ?? "")
    .join("");
}

async function shown(page: Page): Promise<string> {
  return (await page.locator("uar-run .prose").allInnerTexts()).join(" ");
}

/** Everything that a run's parts say, but for how long they took. */
async function words(page: Page): Promise<readonly string[]> {
  return page.locator("uar-run .prose, uar-run .notice").allInnerTexts();
}

function wordsIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => /\w/.test(word));
}
