import { expect, test } from "./playground.ts";

const WRITE = { model: "scenario/approval" };

test("a denied note is not written, and the run goes on to say so", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Save a note", WRITE);
  await page.goto(`${playground.url}/s/${session_id}`);

  await page.getByRole("button", { name: "Deny" }).click();

  const run = await playground.ended(run_id);
  expect(run.tool_calls[0]?.status).toBe("denied");
  await expect(page.locator("uar-run")).toContainText("The note was not saved");
  expect(await playground.notes()).toEqual([]);
});

test("an allowed note is written, and the other tab shows the question settled", async ({
  page,
  context,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Save a note", WRITE);
  await page.goto(`${playground.url}/s/${session_id}`);
  const second = await context.newPage();
  await second.goto(`${playground.url}/s/${session_id}`);
  await expect(second.getByRole("button", { name: "Allow once" })).toBeVisible();
  expect(await playground.notes()).toEqual([]);

  await page.getByRole("button", { name: "Allow once" }).click();

  expect((await playground.ended(run_id)).tool_calls[0]?.status).toBe("done");
  expect(await playground.notes()).toHaveLength(1);
  await expect(second.getByRole("button", { name: "Allow once" })).toBeHidden();
  await expect(second.locator("uar-run")).toContainText("is saved");
});

test("an answer given twice is refused with what was decided", async ({ playground }) => {
  const { run_id } = await playground.ask("Save a note", WRITE);
  await expect.poll(async () => (await playground.run(run_id)).status).toBe("waiting_permission");
  const action = (await playground.run(run_id)).approvals[0]?.action_id ?? "";
  const answer = (decision: string) =>
    playground.fetch("/control/respond_action", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action_id: action, decision }),
    });

  const [first, second] = [await answer("deny"), await answer("allow_once")];

  expect([first.status, second.status]).toEqual([200, 409]);
  expect(await second.json()).toMatchObject({ code: "conflict", decision: "deny" });
  expect(await playground.notes()).toEqual([]);
});
