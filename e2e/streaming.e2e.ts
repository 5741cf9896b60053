import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test } from "./playground.ts";

test("every lane of a run streams into the page, ends as the log says, and nothing moves", async ({
  page,
  playground,
  context,
}) => {
  const chat = await watchChat(page);
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Show me every lane", {
    model: "scenario/everything",
  });

  await page.goto(`${playground.url}/s/${session_id}`);
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed", { timeout: 30_000 });

  const live = page.locator("uar-run .parts");
  for (const words of ["What came back", "Every lane has spoken", "Calls of this run"]) {
    await expect(live).toContainText(words);
  }
  await expect(chat).toShiftLayoutBy(0);
  const liveText = await live.innerText();
  await page.reload();
  expect(await page.locator("uar-run .parts").innerText()).toBe(liveText);

  const run = await playground.run(run_id);
  expect(run.tool_calls.map(({ status }) => status)).toEqual(["done", "done", "done", "error"]);
  expect(run.artifacts).toMatchObject([{ version: 2 }]);
  expect(chat).toRaiseNoErrors();
  expect(chat).toMakeNoRemoteRequests();
  await context.close();
});

test("a tool's progress is shown while it runs", async ({ page, playground }) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id: hello } = await playground.ask("Hello");
  await playground.ended(hello);
  await page.goto(`${playground.url}/s/${session_id}`);
  const model = "scenario/everything";
  const { run_id } = await playground.ask("Show me every lane", { session_id, model });

  await page.waitForFunction(() => {
    const call = document.querySelector<HTMLElement>(".call:has(progress[max='5'])");
    return /[1-5] of 5/.test(call?.innerText ?? "");
  });

  await playground.ended(run_id);
});

test("the chat page stays within its budgets of script, style and requests", async ({
  page,
  playground,
}) => {
  const scripts: Promise<number>[] = [];
  const styles: Promise<number>[] = [];
  let requests = 0;
  page.on("response", (response) => {
    // The one that signs in is no part of the page.
    if (response.status() >= 300) return;
    requests += 1;
    const type = response.headers()["content-type"] ?? "";
    if (type.includes("javascript")) scripts.push(brotliSize(response.body()));
    if (type.includes("css")) styles.push(brotliSize(response.body()));
  });
  await page.goto(playground.loginUrl, { waitUntil: "networkidle" });

  expect(scripts.length).toBeGreaterThan(0);
  expect(sum(await Promise.all(scripts))).toBeLessThanOrEqual(60 * 1024);
  expect(sum(await Promise.all(styles))).toBeLessThanOrEqual(12 * 1024);
  expect(requests).toBeLessThanOrEqual(12);
});

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

async function brotliSize(body: Promise<Buffer>): Promise<number> {
  const { brotliCompressSync } = await import("node:zlib");
  return brotliCompressSync(await body).length;
}
