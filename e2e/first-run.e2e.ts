import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test } from "./playground.ts";

test("a newcomer asks about the files and gets an answer with citations that open the quoted place", async ({
  page,
  playground,
}) => {
  const chat = await watchChat(page);
  await page.goto(playground.loginUrl);
  await expect(page.getByRole("heading", { name: "Start a run" })).toBeVisible();

  await page
    .getByRole("textbox", { name: "Message" })
    .fill("which files talk about lanes, and what do they say?");
  await page.getByRole("textbox", { name: "Message" }).press("Enter");

  const answer = page.getByRole("article").last();
  await expect(answer.locator("[data-lane=tools]").first()).toBeVisible();
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed", { timeout: 30_000 });
  await expect(answer).toContainText("lanes.md");

  const run = await playground.run((await page.locator("uar-run").getAttribute("run")) ?? "");
  const succeeded = run.tool_calls.filter(({ status }) => status === "done");
  expect(succeeded.length).toBeGreaterThanOrEqual(2);
  expect(run.citations.length).toBeGreaterThan(0);

  const [cited] = run.citations;
  await answer.getByRole("link", { name: /^Source 1/ }).click();
  await answer.getByRole("link", { name: "Open source" }).click();
  await expect(page).toHaveURL(/\/sources\/1$/);
  await expect(page.locator("main")).toContainText(cited?.path ?? "no path");
  await expect(page.locator(`#L${cited?.end_line} mark`)).toBeVisible();
  expect(chat).toRaiseNoErrors();
  expect(chat).toMakeNoRemoteRequests();
});
