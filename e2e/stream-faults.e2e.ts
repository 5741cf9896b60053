import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";

import { expect } from "./kit/expect.ts";
import { test } from "./scripted-playground.ts";

/** So many words are shown one by one, so that the log has as many pieces. */
const PIECES = 20;
const MINUTE_MS = 60_000;

test("F25 sse-epoch-reset: words that were shown and lost with the power are taken back", async ({
  page,
  context,
  playground,
  model,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  const address = `${playground.url}/s/${session_id}`;
  await page.goto(address);
  for (let count = 1; count <= PIECES; count += 1) {
    await model.advanceTo(count);
    await expect(page.locator("uar-run .prose").last()).toContainText(`word${count - 1}`);
  }

  await playground.kill();
  const before = await shown(page);
  const kept = await loseTail(playground.data, PIECES / 2);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(before.length);
  await playground.start();
  model.answer(2).release();

  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
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
  model,
}) => {
  await page.clock.install();
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly");
  await page.goto(`${playground.url}/s/${session_id}`);
  await model.advanceTo(5);
  await expect(page.locator("uar-run .prose")).toContainText("word4");
  const cdp = await page.context().newCDPSession(page);

  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  model.release();
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
