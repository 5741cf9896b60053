import type { Page } from "@playwright/test";

import { expect, test } from "./shared-playground.ts";

test("the stage at every 25th event is the same with and without script", async ({
  page,
  browser,
  playground,
}) => {
  const { run_id } = await playground.ask("Show me every lane", {
    model: "scenario/everything@rate=200",
  });
  await playground.ended(run_id);
  const events = await playground.events(run_id);
  const plainContext = await browser.newContext({ javaScriptEnabled: false });
  const plain = await plainContext.newPage();
  for (const tab of [page, plain]) await tab.goto(playground.loginUrl);

  const sampled = events.filter((_, index) => index % 25 === 0);
  expect(sampled.length).toBeGreaterThan(3);
  for (const { sequence } of sampled) {
    const address = `${playground.url}/runs/${run_id}?at=${sequence}`;
    await page.goto(address);
    await plain.goto(address);
    expect(await stage(page)).toBe(await stage(plain));
  }
  await plainContext.close();
});

test("the stage shows at an event what the live page showed at it", async ({
  page,
  playground,
}) => {
  // With motion, what has ended stays for a moment that no event knows of.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(playground.loginUrl);
  const { session_id, run_id: hello } = await playground.ask("Hello");
  await playground.ended(hello);
  await page.goto(`${playground.url}/s/${session_id}`);
  await page.evaluate(recordLivePage);
  const model = "scenario/everything@rate=300";
  const { run_id } = await playground.ask("Show me every lane", { session_id, model });
  await expect(page.locator(`uar-run[run=${run_id}]`)).toHaveAttribute("status", "completed");
  const seen = await page.evaluate(() => Reflect.get(window, "seenByEvent") as [string, string][]);
  expect(seen.length).toBeGreaterThan(5);

  const every = Math.ceil(seen.length / 20);
  for (const [sequence, text] of seen.filter((_, index) => index % every === 0)) {
    await page.goto(`${playground.url}/runs/${run_id}/stage?at=${sequence}`);
    const replayed = await page.locator(".parts").evaluate((parts) => parts.textContent);
    expect(squeeze(replayed), `event ${sequence}`).toBe(squeeze(text));
  }
});

test("the keyboard and the address move the replay, and reload keeps the place", async ({
  page,
  playground,
}) => {
  const { run_id } = await playground.ask("Show me every lane", {
    model: "scenario/everything@rate=2000",
  });
  await playground.ended(run_id);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs/${run_id}?at=30`);
  await page.locator("[data-driven]").waitFor({ state: "attached" });

  await page.keyboard.press("j");
  await expect(page).toHaveURL(/at=31/);
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await expect(page).toHaveURL(/at=29/);
  const before = await stage(page);
  await page.reload();

  expect(await stage(page)).toBe(before);
});

/** Keeps the text of the live run at each event that it was drawn for. */
function recordLivePage(): void {
  const seen: [string, string][] = [];
  Reflect.set(window, "seenByEvent", seen);
  new MutationObserver(([change]) => {
    const run = change?.target;
    if (!(run instanceof Element)) return;
    const sequence = run.getAttribute("sequence");
    const parts = run.querySelector(".parts")?.cloneNode(true);
    // A running clock shows the time of the moment, which no event has; what is over takes no orders.
    if (parts instanceof Element)
      for (const live of parts.querySelectorAll("uar-elapsed, form")) live.remove();
    if (sequence !== null) seen.push([sequence, parts?.textContent ?? ""]);
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["sequence"] });
}

async function stage(page: Page): Promise<string> {
  return squeeze(
    await page
      .locator(".stage-screen, .stage")
      .first()
      .evaluate((node) => node.textContent ?? ""),
  );
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
