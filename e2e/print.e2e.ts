import { expect, test } from "./shared-playground.ts";

test("a printed conversation has its words, thoughts and results, and nothing to press", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Show me every lane", {
    model: "scenario/everything@rate=2000",
  });
  await playground.ended(run_id);
  await page.goto(`${playground.url}/s/${session_id}`);
  const call = page.locator("details.call").filter({ hasText: "workspace.count" });
  await call.locator("summary").click();
  const result = call.getByText("Counted to 5");
  await expect(result).toBeVisible();

  await page.emulateMedia({ media: "print" });

  const printed = await page.locator("body").innerText();
  for (const words of [
    "Show me every lane",
    "I look around with four tools: two are quick",
    "First I look around.",
    "This one fails on purpose",
    "Every lane has spoken",
  ]) {
    expect(printed).toContain(words);
  }
  await expect(result).toBeVisible();
  for (const name of ["Send", "Message", "Copy", "Regenerate", "Inspect"]) {
    await expect(page.getByRole("button", { name })).toHaveCount(0);
    await expect(page.getByRole("textbox", { name })).toHaveCount(0);
  }
  await expect(page.getByRole("navigation")).toHaveCount(0);
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(0);
});
