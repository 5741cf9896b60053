import { expect, test } from "./shared-playground.ts";

const WRITE = { model: "scenario/approval@rate=2000" };

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

test("edited arguments are what is written, and the run says that they were changed", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Save a note", WRITE);
  await page.goto(`${playground.url}/s/${session_id}`);
  await page.getByRole("link", { name: "Edit arguments" }).click();
  const editor = page.getByLabel("Arguments, as JSON");
  await expect(editor).toHaveValue(/Demo on Friday/);

  await editor.fill('{"title": 7}');
  await page.getByRole("button", { name: "Allow once" }).click();
  await expect(page.getByRole("alert")).toContainText("title");
  await editor.fill('{"title": "Demo on Monday", "text": "At nine."}');
  await page.getByRole("button", { name: "Allow once" }).click();

  const run = await playground.ended(run_id);
  expect(run.tool_calls[0]).toMatchObject({ status: "done", changed_by: "person" });
  expect(await playground.notes()).toEqual([expect.stringContaining("monday")]);
  await expect(page.locator("uar-run")).toContainText("changed and allowed once");
});

test("what is allowed in the session is not asked again in it, and is in another", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const first = await playground.ask("Save a note", WRITE);
  await page.goto(`${playground.url}/s/${first.session_id}`);
  await page.getByRole("button", { name: "Allow in session" }).click();
  await playground.ended(first.run_id);

  const again = await playground.ask("Once more", { ...WRITE, session_id: first.session_id });
  const elsewhere = await playground.ask("Elsewhere", WRITE);

  expect((await playground.ended(again.run_id)).approvals).toEqual([]);
  await expect
    .poll(async () => (await playground.run(elsewhere.run_id)).status)
    .toBe("waiting_permission");
});

test("what is always allowed holds after a crash, until it is removed", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const first = await playground.ask("Save a note", WRITE);
  await page.goto(`${playground.url}/s/${first.session_id}`);
  await page.getByRole("button", { name: "Always allow" }).click();
  await playground.ended(first.run_id);
  await playground.kill();
  await playground.start();

  const unasked = await playground.ask("Save a note", WRITE);
  expect((await playground.ended(unasked.run_id)).approvals).toEqual([]);
  await page.goto(`${playground.url}/permissions`);
  await page.getByRole("button", { name: /Remove the rule/ }).click();
  await expect(page.getByText("Nothing yet")).toBeVisible();

  const asked = await playground.ask("Save a note", WRITE);
  await expect
    .poll(async () => (await playground.run(asked.run_id)).status)
    .toBe("waiting_permission");
});

test("F18 approval-restart: a question is answered after kill -9, and the second answer gets 409", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Save a note", WRITE);
  await page.goto(`${playground.url}/s/${session_id}`);
  await expect(page.getByRole("button", { name: "Allow once" })).toBeVisible();
  const [asked] = (await playground.run(run_id)).approvals;

  await playground.kill();
  await playground.start();
  await page.goto(`${playground.url}/s/${session_id}`);
  await page.getByRole("button", { name: "Allow once" }).click();
  const run = await playground.ended(run_id);
  const again = await playground.fetch("/control/respond_action", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ action_id: asked?.action_id, decision: "deny" }),
  });

  expect(run).toMatchObject({ status: "completed", tool_calls: [{ status: "done" }] });
  expect(await playground.notes()).toHaveLength(1);
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({ code: "conflict", decision: "allow_once" });
});
