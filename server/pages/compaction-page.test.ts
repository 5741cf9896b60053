import { describe, expect, it } from "vitest";

import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { testApp } from "#server/test-app.ts";

const SUMMARY = "They counted <b>to two</b>";

async function conversation(...turns: readonly string[]) {
  const models = scriptedModels(
    { "a/1": (call, { purpose }) => says(purpose ? SUMMARY : `Answer ${call}`) },
    {},
  );
  const app = await testApp({ models });
  const [first = "", ...rest] = turns;
  const { session_id, run_id } = await app.runtime.submit(first);
  await app.runtime.ended(run_id);
  for (const text of rest) await app.runtime.ask(text, { session_id });
  const page = async (path: string) => (await app.fetch(path)).text();
  return { app, session_id, page };
}

describe("a summary of earlier messages on the pages", () => {
  it("is asked for by a plain form, and stands in the chat with its words to open", async () => {
    const { app, session_id, page } = await conversation("One", "Two", "Three");
    expect(await page(`/s/${session_id}`)).toContain(`action="/s/${session_id}/compact"`);

    const posted = await app.form(`/s/${session_id}/compact`, {});
    const turn = posted.headers.get("location")?.split("#")[1] ?? "";
    const { run } = await app.runtime.ended((await runOf(app, turn)).run_id);
    const html = await page(`/s/${session_id}`);

    expect(posted.status).toBe(303);
    expect(run.status).toBe("completed");
    expect(html).toContain("Earlier messages were summarised");
    expect(html).toMatch(/<details>\s*<summary>Summary<\/summary>/);
    expect(html).toContain("They counted &lt;b&gt;to two&lt;/b&gt;");
    expect(html).toContain("You asked for a summary");
    expect(html).not.toContain("Summarise the conversation so far</p>");
  });

  it("stands on the stage and among the events of the inspector, too", async () => {
    const { app, session_id, page } = await conversation("One", "Two", "Three");
    const posted = await app.form(`/s/${session_id}/compact`, {});
    const { run_id } = await runOf(app, posted.headers.get("location")?.split("#")[1] ?? "");
    await app.runtime.ended(run_id);

    const stage = await page(`/runs/${run_id}/stage`);
    const inspector = await page(`/runs/${run_id}?view=events`);

    expect(stage).toContain("Earlier messages were summarised");
    expect(inspector).toContain("context.compaction.completed");
    expect(inspector).toMatch(/Person: 2 messages, about \d+ tokens/);
  });

  it("says so where there is nothing to summarise", async () => {
    const { app, session_id } = await conversation("One");

    const posted = await app.form(`/s/${session_id}/compact`, {});

    expect(posted.status).toBe(409);
    expect(await posted.text()).toContain("There is nothing to summarise yet");
  });

  it("waits in the queue without words to edit", async () => {
    const app = await testApp({ driver: new HoldingDriver() });
    const { session_id, run_id } = await app.runtime.submit("Hold");
    await app.runtime.reaches(run_id, ({ parts }) => parts.length > 0);

    await app.form(`/s/${session_id}/compact`, {});
    const html = await (
      await app.fetch(`/s/${session_id}/queue`, {
        headers: { "hx-request": "true" },
      })
    ).text();

    expect(html).toContain("Summarise the conversation so far");
    expect(html).toContain("Remove from the queue");
    expect(html).not.toContain("<textarea");
  });
});

async function runOf(app: Awaited<ReturnType<typeof testApp>>, turnId: string) {
  const { turns } = await (await app.runtime.thread(turnId)).state();
  const turn = turns.find(({ turn_id }) => turn_id === turnId);
  if (turn === undefined) throw new Error(`There is no turn "${turnId}"`);
  return turn;
}
