import { expect, test } from "./playground.ts";

test("after a crash in mid-answer the page comes back with the text, the question and an honest end", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Tell me slowly", {
    model: "scenario/slow",
  });
  await page.goto(`${playground.url}/s/${session_id}`);
  await expect
    .poll(async () => (await page.locator("uar-run .prose").innerText()).length)
    .toBeGreaterThan(100);

  await playground.kill();
  const shown = await page.locator("uar-run .prose").innerText();
  await playground.start();

  await expect(page.locator("uar-run")).toHaveAttribute("status", "lost", { timeout: 30_000 });
  await expect(page.locator("uar-run")).toContainText("The server stopped before the answer was");
  expect(await page.locator("uar-run .prose").innerText()).toContain(shown);

  await page.reload();
  await expect(page.getByText("Tell me slowly").first()).toBeVisible();
  expect(await page.locator("uar-run .prose").innerText()).toContain(shown);
  const run = await playground.run(run_id);
  expect(run).toMatchObject({ status: "lost", input: "Tell me slowly" });
  const ends = (await playground.events(run_id)).filter(({ type }) => type === "turn.failed");
  expect(ends).toHaveLength(1);
});

test("a second server refuses a data directory that is in use", async ({ playground }) => {
  const { Playground } = await import("./playground.ts");
  const other = new Playground(playground.data, {});

  await expect(other.start()).rejects.toThrow("ended before it was ready");
});
