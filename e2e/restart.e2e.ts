import { openNodeStore } from "#runtime/log/node-store.ts";
import type { RunReadModel } from "#runtime/state/run-read-model.ts";
import { systemClock, systemIds } from "#runtime/system-services.ts";
import { Thread } from "#runtime/thread.ts";
import { expect, test } from "./playground.ts";
import { test as scripted, words } from "./scripted-playground.ts";

scripted(
  "F27 sse-server-restart: after a crash in mid-answer the run goes on, and its answer is whole on the page",
  async ({ page, playground, model }) => {
    await page.goto(playground.loginUrl);
    const { session_id, run_id } = await playground.ask("Tell me slowly");
    await page.goto(`${playground.url}/s/${session_id}`);
    await model.advanceTo(40);
    await expect(page.locator("uar-run .prose")).toContainText("word39");

    await playground.kill();
    await playground.start();
    model.answer(2).release();

    await expect(page.locator("uar-run")).toContainText("Recovered after a restart, attempt 2");
    await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
    const shown = await page.locator("uar-run .prose").innerText();
    const run = await playground.run(run_id);
    expect(run).toMatchObject({ status: "completed", input: "Tell me slowly" });
    expect(run.text).toBe(words(150).join(""));

    await page.reload();
    await expect(page.getByText("Tell me slowly").first()).toBeVisible();
    expect(await page.locator("uar-run .prose").allInnerTexts()).toEqual([shown]);
    const ends = (await playground.events(run_id)).filter(({ type }) => /^turn\.[cf]/.test(type));
    expect(ends.map(({ type }) => type)).toEqual(["turn.completed"]);
  },
);

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a change that a crash cut off waits for a person's word, and is not made by itself", async ({
    page,
    playground,
  }) => {
    const { session_id, run_id } = await playground.ask("Save a note", {
      model: "scenario/approval@rate=2000",
    });
    await expect.poll(async () => (await playground.run(run_id)).status).toBe("waiting_permission");
    const asked = await playground.run(run_id);
    await playground.kill();
    await dieInTheMidst(playground.data, asked);
    await playground.start();
    await page.goto(playground.loginUrl);
    const card = page.getByRole("group", { name: "Was this call carried out?" });
    await expect
      .poll(async () => {
        await page.goto(`${playground.url}/s/${session_id}`);
        return card.count();
      })
      .toBe(1);
    expect(await card.getByRole("button").allInnerTexts()).toEqual([
      "It was done",
      "It was not done",
      "Run it again",
      "Stop the run",
    ]);

    await card.getByRole("button", { name: "It was done" }).click();

    const run = await playground.ended(run_id);
    expect(run).toMatchObject({ status: "completed", tool_calls: [{ status: "done" }] });
    expect(await playground.notes()).toEqual([]);
  });
});

test("F09 two-processes-one-datadir: a second server refuses a data directory that is in use", async ({
  playground,
}) => {
  const { Playground } = await import("./playground.ts");
  const other = new Playground(playground.data, {});

  await expect(other.start()).rejects.toThrow("ended before it was ready");
});

/** Leaves a data directory as a server does that dies after it began a call, and before its result. */
async function dieInTheMidst(data: string, run: RunReadModel): Promise<void> {
  const store = await openNodeStore(data, systemClock);
  const log = await store.open(run.session_id, run.thread_id);
  const thread = await Thread.open(log, { clock: systemClock, ids: systemIds(), cold: false });
  const { turn_id, task_id, run_id, approvals } = run;
  const { action_id = "", tool_call_id = "", tool = "", arguments: args = {} } = approvals[0] ?? {};
  const ids = { turn_id, task_id, run_id, attempt_id: run_id, tool_call_id };
  const call = { name: tool, arguments: args, attempt: 1, idempotency_key: "k" };
  const answer = { decision: "allow_once", decided_by: "person" } as const;
  await thread.append([
    { type: "action.resolved", ...ids, action_id, payload: answer },
    { type: "tool.started", ...ids, payload: { ...call, effect: "at_most_once" } },
  ]);
  await store.close();
}
