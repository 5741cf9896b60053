import { describe, expect, it } from "vitest";

import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { testApp } from "#server/test-app.ts";

const HTMX = { "hx-request": "true" };

/** A session that is busy, and the turns that wait in it. */
async function busySession(...waiting: readonly string[]) {
  const app = await testApp({ driver: new HoldingDriver() });
  const { session_id, thread_id, run_id } = await app.runtime.submit("Hold");
  await app.runtime.reaches(run_id, ({ parts }) => parts.length > 0);
  const turns: string[] = [];
  for (const text of waiting) turns.push((await app.runtime.submit(text, { thread_id })).turn_id);
  const page = async () => (await app.fetch(`/s/${session_id}`)).text();
  const queued = async () => {
    const { queue, turns: known } = await (await app.runtime.thread(thread_id)).state();
    return queue.map((id) => known.find(({ turn_id }) => turn_id === id)?.text);
  };
  return { app, session_id, run_id, turns, page, queued };
}

describe("the queue on the page", () => {
  it("offers each waiting message to be sent now, edited, moved and removed, as plain forms", async () => {
    const { turns, page } = await busySession("One", "<b>Two</b>");

    const html = await page();

    expect(html).toContain(`action="/queue/${turns[1]}"`);
    expect(html).toContain("&lt;b&gt;Two&lt;/b&gt;");
    expect(html.match(/aria-label="Make it next"/g)).toHaveLength(1);
    expect(html.match(/aria-label="Remove from the queue"/g)).toHaveLength(2);
  });

  it("moves, edits and removes by form, and leads back to the session", async () => {
    const { app, session_id, turns, queued } = await busySession("One", "Tow", "Three");
    const post = (index: number, fields: Record<string, string>) =>
      app.form(`/queue/${turns[index]}`, fields);

    const moved = await post(1, { change: "promote" });
    await post(1, { change: "edit", message: "Two" });
    await post(0, { change: "remove" });

    expect(moved.status).toBe(303);
    expect(moved.headers.get("location")).toBe(`/s/${session_id}`);
    expect(await queued()).toEqual(["Two", "Three"]);
  });

  it("sends a waiting message now by form: the run before it is stopped", async () => {
    const { app, run_id, turns } = await busySession("Now");

    await app.form(`/queue/${turns[0]}`, { change: "steer" });

    const { run } = await app.runtime.ended(run_id);
    expect(run.status).toBe("cancelled");
  });

  it("answers a form about a message that has begun with 409", async () => {
    const { app, run_id } = await busySession();
    const state = await (await app.runtime.thread(run_id)).state();

    const answer = await app.form(`/queue/${state.turns[0]?.turn_id}`, { change: "promote" });

    expect(answer.status).toBe(409);
  });

  it("moves a message down by one, and to any place", async () => {
    const { app, turns, queued } = await busySession("One", "Two", "Three");

    await app.form(`/queue/${turns[0]}`, { change: "down" });
    expect(await queued()).toEqual(["Two", "One", "Three"]);
    await app.form(`/queue/${turns[2]}`, { change: "promote", position: "1" });

    expect(await queued()).toEqual(["Two", "Three", "One"]);
  });

  it("answers 422 to an edit without words", async () => {
    const { app, turns, queued } = await busySession("One");

    const answer = await app.form(`/queue/${turns[0]}`, { change: "edit", message: "" });

    expect(answer.status).toBe(422);
    expect(await queued()).toEqual(["One"]);
  });

  it("gives the list alone to htmx", async () => {
    const { app, session_id } = await busySession("One");

    const answer = await app.fetch(`/s/${session_id}/queue`, { headers: HTMX });

    expect(await answer.text()).toMatch(/^(<!--.*?-->)*<ol class="queue"/);
  });
});

describe("sessions on the page", () => {
  it("renames, pins and archives by form, and leads back to where the form was", async () => {
    const { app, session_id } = await busySession();
    const change = (fields: Record<string, string>) =>
      app.form(`/s/${session_id}/settings`, { next: "/sessions?q=a", ...fields });

    const renamed = await change({ title: "A better name" });
    await change({ pinned: "yes" });
    await change({ archived: "yes" });

    expect(renamed.headers.get("location")).toBe("/sessions?q=a");
    const [session] = await app.runtime.services.threads.list();
    expect(session).toMatchObject({ title: "A better name", pinned: true, archived: true });
  });

  it("never leads to another host", async () => {
    const { app, session_id } = await busySession();

    const fields = { pinned: "yes", next: "//evil.example" };
    const answer = await app.form(`/s/${session_id}/settings`, fields);

    expect(answer.headers.get("location")).toBe("/");
  });

  it("finds sessions by their words, and archived ones in the archive", async () => {
    const { app, session_id } = await busySession();
    await app.form(`/s/${session_id}/settings`, { archived: "yes" });
    const found = async (query: string) => {
      const html = await (await app.fetch(`/sessions?${query}`)).text();
      return html.includes('class="session-rows"');
    };

    expect(await found("q=hold")).toBe(false);
    expect(await found("q=HOLD&archived=only")).toBe(true);
    expect(await found("q=other&archived=only")).toBe(false);
  });

  it("keeps archived sessions out of the sidebar and pinned ones on top", async () => {
    const { app, session_id } = await busySession();
    const pinned = await app.runtime.submit("Pinned");
    await app.runtime.submit("Newest");
    await app.form(`/s/${session_id}/settings`, { archived: "yes" });
    await app.form(`/s/${pinned.session_id}/settings`, { pinned: "yes" });

    const html = await (await app.fetch("/chat")).text();

    expect(html).not.toContain(`data-session="${session_id}"`);
    expect(/data-session="([^"]+)"/.exec(html)?.[1]).toBe(pinned.session_id);
  });
});
