import { expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { createSession, listSessions, updateSession } from "./sessions.ts";

type Runtime = Awaited<ReturnType<typeof testRuntime>>;

async function titles({ services }: Runtime, input: object = {}): Promise<readonly string[]> {
  const { sessions } = await perform(listSessions, input, services);
  return sessions.map(({ title }) => title);
}

it("names, pins and archives a session, and a restart changes nothing of it", async () => {
  const store = openMemoryStore();
  const before = await testRuntime({ store });
  const { session_id } = await before.submit("What is a lane?");
  const change = { session_id, title: "Lanes", pinned: true, archived: true };

  const answer = await perform(updateSession, change, before.services);

  expect(answer).toMatchObject(change);
  const after = await testRuntime({ store });
  const { sessions } = await perform(listSessions, { archived: "only" }, after.services);
  expect(sessions).toMatchObject([change]);
});

it("writes one event for a change, and none where nothing changes", async () => {
  const runtime = await testRuntime();
  const { session_id, run_id } = await runtime.submit("Hello");
  const { events } = await runtime.ended(run_id);
  const pin = { session_id, pinned: true };

  await perform(updateSession, pin, runtime.services);
  await perform(updateSession, pin, runtime.services);

  const { log } = await runtime.thread(session_id);
  const added = (await log.read(0)).slice(events.length).map(({ event }) => event);
  expect(added).toMatchObject([{ type: "session.updated", payload: { pinned: true } }]);
});

it("keeps each of two changes that come at once", async () => {
  const runtime = await testRuntime();
  const { session_id } = await runtime.submit("Hello");

  await Promise.all([
    perform(updateSession, { session_id, title: "Named" }, runtime.services),
    perform(updateSession, { session_id, pinned: true }, runtime.services),
  ]);

  const { sessions } = await perform(listSessions, {}, runtime.services);
  expect(sessions).toMatchObject([{ title: "Named", pinned: true }]);
});

it("begins a session without a message, and the first message names it", async () => {
  const runtime = await testRuntime();
  const { session_id } = await perform(createSession, {}, runtime.services);

  expect(await titles(runtime)).toEqual([""]);
  await runtime.ask("What is a run?", { session_id });

  expect(await titles(runtime)).toEqual(["What is a run?"]);
});

it("lists pinned sessions first, and archived ones only when they are asked for", async () => {
  const runtime = await testRuntime();
  const first = await runtime.submit("First");
  const second = await runtime.submit("Second");
  await runtime.submit("Third");
  const { services } = runtime;
  await perform(updateSession, { session_id: first.session_id, pinned: true }, services);
  await perform(updateSession, { session_id: second.session_id, archived: true }, services);

  expect(await titles(runtime)).toEqual(["First", "Third"]);
  expect(await titles(runtime, { archived: "only" })).toEqual(["Second"]);
  expect(await titles(runtime, { archived: "with" })).toHaveLength(3);
});

it("brings an archived session back with its next message", async () => {
  const runtime = await testRuntime();
  const { session_id } = await runtime.submit("Hello");
  await perform(updateSession, { session_id, archived: true }, runtime.services);

  await runtime.submit("Are you there?", { session_id });

  expect(await titles(runtime)).toEqual(["Hello"]);
});

it("finds sessions by the words of their title and of their questions", async () => {
  const runtime = await testRuntime();
  const { session_id } = await runtime
    .ask("Why is the sky BLUE in\nthe morning?")
    .then(({ run }) => run);
  await runtime.submit("Something else");
  await perform(updateSession, { session_id, title: "Weather" }, runtime.services);

  const { sessions } = await perform(listSessions, { query: "blue sky" }, runtime.services);

  expect(sessions).toMatchObject([
    {
      title: "Weather",
      match: { where: "question", excerpt: "Why is the sky BLUE in the morning?" },
    },
  ]);
  expect(await titles(runtime, { query: "WEATHER" })).toEqual(["Weather"]);
  expect(await titles(runtime, { query: "blue else" })).toEqual([]);
});

it("lists in pages, and says whether there is more", async () => {
  const runtime = await testRuntime();
  for (const text of ["One", "Two", "Three"]) await runtime.submit(text);

  const page = (offset: number) => perform(listSessions, { limit: 2, offset }, runtime.services);

  expect(await page(0)).toMatchObject({ has_more: true, sessions: [{}, {}] });
  const last = await page(2);
  expect(last.has_more).toBe(false);
  expect(last.sessions).toHaveLength(1);
});

it.each([
  [{ session_id: "s_1" }, "title, pinned or archived"],
  [{ session_id: "s_1", title: "  " }, "title"],
  [{ session_id: "s_1", pinned: "yes" }, "pinned"],
])("refuses the change %j", async (change, word) => {
  const { services } = await testRuntime();

  await expect(perform(updateSession, change, services)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining(word),
  });
});
