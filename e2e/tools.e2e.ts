import { expect, test } from "./shared-playground.ts";

test("a tool is called from its page, and its result comes in place", async ({
  context,
  playground,
  signIn,
}) => {
  const page = await signIn(context);
  await page.goto(`${playground.url}/tools`);
  await page.getByRole("link", { name: "search", exact: true }).click();

  await page.getByRole("textbox", { name: "query" }).fill("replay");
  await page.getByRole("button", { name: "Call search" }).click();

  await expect(page.getByText("The call is done.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "query" })).toHaveValue("replay");
  await expect(page.getByRole("heading", { name: "Last calls" })).toBeVisible();
});

test("a tool that acts asks on its page, and goes on where it was allowed", async ({
  context,
  playground,
  signIn,
}) => {
  const page = await signIn(context);
  await page.goto(`${playground.url}/tools/workspace/write_note`);
  await page.getByText("Write the arguments as JSON").click();
  await page
    .getByRole("textbox", { name: "Arguments" })
    .fill('{"title": "Trial", "text": "By hand"}');
  await page.getByRole("button", { name: "Call write_note" }).last().click();

  await expect(page.getByRole("button", { name: "Allow once" })).toBeVisible();
  expect(await playground.notes()).toEqual([]);
  await page.getByRole("button", { name: "Allow once" }).click();

  await expect(page.getByText("The call is done.")).toBeVisible();
  await expect(page).toHaveURL(/\/tools\/workspace\/write_note/);
  expect(await playground.notes()).toHaveLength(1);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a call that does not fit says why, and one that fits shows its run", async ({
    context,
    playground,
    signIn,
  }) => {
    const page = await signIn(context);
    await page.goto(`${playground.url}/tools/workspace/search`);
    await page.getByText("Write the arguments as JSON").click();
    const json = page.getByRole("textbox", { name: "Arguments" });
    await json.fill('{"query": 7}');
    await page.getByRole("button", { name: "Call search" }).last().click();

    await expect(page.getByRole("alert")).toContainText("query");
    await expect(json).toHaveValue('{"query": 7}');
    await json.fill('{"query": "lanes"}');
    await page.getByRole("button", { name: "Call search" }).last().click();
    await expect(page.getByRole("heading", { name: "This call" })).toBeVisible();
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("The call is done.")).toBeVisible({ timeout: 1 });
    }).toPass();
  });
});
