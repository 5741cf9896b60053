import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

for (const place of ["/chat", "/runs", "/tools"]) {
  test(`Ctrl K opens one box for everything on ${place}`, async ({
    context,
    playground,
    signIn,
  }) => {
    const page = await signIn(context);
    await page.goto(playground.url + place);
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: "Session, run, event" });
    await expect(box).toBeFocused();
    expect(await axeFindings(page, "#palette")).toEqual([]);

    await box.pressSequentially("workspace__se");
    await expect(
      page.getByRole("listbox", { name: "Places" }).getByRole("option").first(),
    ).toContainText("workspace__search");
    await page.keyboard.press("Enter");

    await expect(page).toHaveURL(/\/tools\/workspace\/search$/);
  });
}

test("the arrows choose a place, Escape closes, and focus goes back", async ({
  context,
  playground,
  signIn,
}) => {
  const page = await signIn(context);
  await page.goto(`${playground.url}/tools`);
  await page.getByRole("link", { name: "Permissions" }).focus();
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: "Session, run, event" });
  const second = page.getByRole("listbox", { name: "Places" }).getByRole("option").nth(1);
  await expect(box).toHaveAttribute("aria-activedescendant", "go-option-0");

  await page.keyboard.press("ArrowDown");
  await expect(second).toHaveAttribute("aria-selected", "true");
  await expect(box).toHaveAttribute("aria-activedescendant", "go-option-1");
  await page.keyboard.press("Escape");

  await expect(box).toBeHidden();
  await expect(page.getByRole("link", { name: "Permissions" })).toBeFocused();
});

test("a number goes to an event of the run at hand", async ({ context, playground, signIn }) => {
  const { run_id } = await playground.ask("Which files talk about lanes?");
  await playground.ended(run_id);
  const page = await signIn(context);
  await page.goto(`${playground.url}/runs/${run_id}`);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Session, run, event" }).pressSequentially("12");
  await expect(
    page.getByRole("listbox", { name: "Places" }).getByRole("option").first(),
  ).toContainText("Event 12");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(new RegExp(`/runs/${run_id}\\?at=12`));
});

test("G and a letter lead from page to page, and not while typing", async ({
  context,
  playground,
  signIn,
}) => {
  const page = await signIn(context);
  await page.goto(`${playground.url}/tools`);
  await page.getByRole("searchbox", { name: "Search sessions" }).pressSequentially("gr");
  await expect(page).toHaveURL(/\/tools$/);
  await page.getByRole("searchbox", { name: "Search sessions" }).blur();

  await page.keyboard.press("g");
  await page.keyboard.press("e");

  await expect(page).toHaveURL(/\/agents$/);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the same box is a page of links", async ({ context, playground, signIn }) => {
    const page = await signIn(context);
    await page.goto(`${playground.url}/tools`);
    await page.getByRole("link", { name: "Go to" }).click();
    await page.getByRole("searchbox", { name: "Session, run, event" }).fill("guide");
    await page.getByRole("button", { name: "Go", exact: true }).click();
    await page.getByRole("link", { name: "guide" }).click();

    await expect(page).toHaveURL(/\/agents\/guide$/);
  });
});
