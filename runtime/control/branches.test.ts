import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import {
  ManualClock,
  testRuntime,
  type TestRuntime,
  type TestRuntimeOptions,
} from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { editTurn } from "./edit-turn.ts";
import { getSession } from "./get-session.ts";
import { getSnapshot } from "./get-snapshot.ts";
import { listBranches } from "./list-branches.ts";
import { hideBranch, selectBranch } from "./select-branch.ts";
import { listSessions, updateSession } from "./sessions.ts";

/** A session whose second turn has three versions; the third is shown. */
async function branched(options: TestRuntimeOptions = {}) {
  const runtime = await testRuntime(options);
  const { run } = await runtime.ask("One");
  const { session_id, thread_id: root } = run;
  const second = (await runtime.ask("Two", { session_id })).run;
  const [b, c] = [
    await edited(runtime, second.turn_id, "Zwei"),
    await edited(runtime, second.turn_id, "Deux"),
  ];
  return { runtime, session_id, root, b, c, first: run, second };
}

async function edited(runtime: TestRuntime, turn_id: string, text: string) {
  const branch = await perform(editTurn, { turn_id, input: { text } }, runtime.services);
  await runtime.ended(branch.run_id ?? "");
  return branch;
}

function texts({ services }: TestRuntime, session_id: string): Promise<readonly string[]> {
  return perform(getSession, { session_id }, services).then(({ runs }) => {
    return runs.map(({ text }) => text);
  });
}

describe("a session with branches", () => {
  it("shows the one that was chosen last, also after a restart, and takes its messages there", async () => {
    const store = openMemoryStore();
    const { runtime, session_id, b } = await branched({ store });
    const chosen = await perform(
      selectBranch,
      { session_id, thread_id: b.thread_id },
      runtime.services,
    );
    const again = await perform(
      selectBranch,
      { session_id, thread_id: b.thread_id },
      runtime.services,
    );

    const after = await testRuntime({ store });
    const shown = await texts(after, session_id);
    const { run } = await after.ask("Three", { session_id });

    expect([chosen.status, again.status]).toEqual(["accepted", "no_op"]);
    expect(shown).toEqual(["One", "Zwei"]);
    expect(run.thread_id).toBe(b.thread_id);
    expect(await texts(after, session_id)).toEqual(["One", "Zwei", "Three"]);
  });

  it("takes a message that is sent again where it was sent first", async () => {
    const { runtime, session_id, root, c } = await branched();
    const messages = [{ idempotency_key: "once" }, { turn_id: "t_mine" }];
    const send = () =>
      Promise.all(messages.map((sign) => runtime.submit("Three", { session_id, ...sign })));
    const first = await send();
    await Promise.all(first.map(({ run_id }) => runtime.ended(run_id)));
    await perform(selectBranch, { session_id, thread_id: root }, runtime.services);

    const again = await send();

    expect(first.map(({ thread_id }) => thread_id)).toEqual([c.thread_id, c.thread_id]);
    expect(again).toMatchObject(first.map(({ run_id, thread_id }) => ({ run_id, thread_id })));
  });

  it("is one entry of a list, with the newest activity over its branches", async () => {
    const clock = new ManualClock();
    const { runtime, session_id, c } = await branched({ clock });
    clock.advance(1);
    await runtime.ask("Elsewhere");
    clock.advance(1);
    const { run } = await runtime.ask("Three", { session_id });

    const { sessions } = await perform(listSessions, {}, runtime.services);

    expect(sessions).toMatchObject([
      { session_id, thread_id: c.thread_id, title: "One", turns: 5, branches: 3 },
      { title: "Elsewhere", turns: 1, branches: 1 },
    ]);
    expect(sessions[0]?.updated_at).toBe(
      (await (await runtime.thread(run.run_id)).state()).updated_at,
    );
  });

  it("is found by the words of any branch", async () => {
    const { runtime, session_id, b } = await branched();

    const { sessions } = await perform(listSessions, { query: "zwei" }, runtime.services);

    expect(sessions).toMatchObject([{ session_id, match: { run_id: b.run_id } }]);
  });

  it("has one name, pin and archive, whichever branch is shown", async () => {
    const { runtime, session_id, root, b, c } = await branched();
    const { services } = runtime;
    await perform(
      updateSession,
      { session_id, title: "Named", pinned: true, archived: true },
      services,
    );

    const session = await perform(getSession, { session_id }, services);
    const snapshot = { snapshot: "session_snapshot", thread_id: c.thread_id };
    const read = await perform(getSnapshot, snapshot, services);

    expect(session).toMatchObject({ title: "Named", pinned: true, archived: true });
    expect(read).toMatchObject({ thread_id: c.thread_id, title: "Named", pinned: true });
    expect(read).toMatchObject({
      threads: [root, b.thread_id, c.thread_id],
      branches: [{}, {}, { thread_id: c.thread_id, forked_from: c.forked_from }],
      active_thread_id: c.thread_id,
    });
    expect((await (await runtime.thread(root)).state()).title).toBe("Named");
    await perform(selectBranch, { session_id, thread_id: b.thread_id }, services);
    expect(await perform(getSession, { session_id }, services)).toMatchObject({ archived: true });
    await runtime.ask("Back", { session_id });
    expect(await perform(getSession, { session_id }, services)).toMatchObject({ archived: false });
  });

  it("says of each turn what else may stand there, the oldest first, and where to go for it", async () => {
    const { runtime, session_id, root, b, c, second } = await branched();
    const { services } = runtime;

    const list = await perform(listBranches, { session_id }, services);
    const ofRoot = await perform(listBranches, { session_id, thread_id: root }, services);

    const ids = [second.turn_id, b.turn_id, c.turn_id];
    const threads = [root, b.thread_id, c.thread_id];
    const siblings = (shown: number) =>
      ids.map((turn_id, index) => ({
        turn_id,
        thread_id: threads[index],
        status: "completed",
        shown: index === shown,
      }));
    expect(list).toMatchObject({
      active_thread_id: c.thread_id,
      branches: [{ thread_id: root }, { forked_from: b.forked_from }, { turns: 2, own_turns: 1 }],
    });
    expect(list.siblings).toMatchObject({ [c.turn_id ?? ""]: siblings(2) });
    expect(ofRoot.siblings).toMatchObject({ [second.turn_id]: siblings(0) });
    expect(Object.keys(list.siblings)).toHaveLength(1);
  });

  it("goes to the branch where something happened last, of all that show a turn", async () => {
    const { runtime, session_id, root, b, second } = await branched();
    const { services } = runtime;
    await perform(selectBranch, { session_id, thread_id: root }, services);
    const { run: third } = await runtime.ask("Three", { session_id });
    const later = await edited(runtime, third.turn_id, "Drei");

    const { siblings } = await perform(
      listBranches,
      { session_id, thread_id: b.thread_id },
      services,
    );

    const [first] = siblings[b.turn_id ?? ""] ?? [];
    expect(first).toMatchObject({ turn_id: second.turn_id, thread_id: later.thread_id });
  });
});

describe("hide_branch", () => {
  it("leaves the branch out of lists, and its log stays", async () => {
    const { runtime, session_id, b, c } = await branched();
    const { services } = runtime;

    const hidden = await perform(hideBranch, { thread_id: b.thread_id }, services);

    expect(hidden).toMatchObject({ status: "accepted", thread_id: c.thread_id });
    const { branches, siblings } = await perform(listBranches, { session_id }, services);
    expect(branches.filter((branch) => branch.hidden)).toHaveLength(1);
    expect(siblings[c.turn_id ?? ""]).toHaveLength(2);
    const found = await perform(listSessions, { query: "zwei" }, services);
    expect(found.sessions).toEqual([]);
    expect((await runtime.ended(b.run_id ?? "")).run.status).toBe("completed");
    await expect(
      perform(selectBranch, { session_id, thread_id: b.thread_id }, services),
    ).rejects.toMatchObject({ code: "conflict" });

    await perform(hideBranch, { thread_id: b.thread_id, hidden: false }, services);

    const back = await perform(listBranches, { session_id }, services);
    expect(back.siblings[c.turn_id ?? ""]).toHaveLength(3);
  });

  it("lets the session show the one that it came from, and never hides the last", async () => {
    const { runtime, session_id, root, b, c } = await branched();
    const { services } = runtime;

    const first = await perform(hideBranch, { thread_id: c.thread_id }, services);
    await perform(hideBranch, { thread_id: b.thread_id }, services);
    const last = perform(hideBranch, { thread_id: root }, services);

    expect(first.thread_id).toBe(root);
    await expect(last).rejects.toMatchObject({ code: "conflict" });
    expect(await texts(runtime, session_id)).toEqual(["One", "Two"]);
  });

  it("does not hide what a branch of it shows", async () => {
    const { runtime, session_id, b, c } = await branched();
    const { run } = await runtime.ask("Three", { thread_id: b.thread_id });
    const later = await edited(runtime, run.turn_id, "Drei");

    await perform(hideBranch, { thread_id: b.thread_id }, runtime.services);

    const { siblings } = await perform(
      listBranches,
      { session_id, thread_id: c.thread_id },
      runtime.services,
    );
    expect(siblings[c.turn_id ?? ""]).toMatchObject([
      {},
      { turn_id: b.turn_id, thread_id: later.thread_id },
      { shown: true },
    ]);
    expect(await (await runtime.thread(later.thread_id)).state()).not.toHaveProperty("hidden");
  });
});

describe("a branch whose origin is lost", () => {
  it("is refused with the reason, and other sessions go on", async () => {
    const { runtime, session_id, root, c } = await branched();
    const elsewhere = (await runtime.ask("Elsewhere")).run;
    const store = openMemoryStore();
    for (const { thread_id } of await runtime.services.threads.list()) {
      if (thread_id === root) continue;
      const thread = await runtime.thread(thread_id);
      const entries = (await thread.log.read(0)).filter(
        ({ event }) => event.thread_id === thread_id,
      );
      const after = (entries[0]?.event.sequence ?? 1) - 1;
      const log = await store.open(thread.session_id, thread_id, { after });
      await log.append(entries);
    }

    const after = await testRuntime({ store });
    await after.boot();

    await expect(
      perform(getSnapshot, { snapshot: "queue_snapshot", thread_id: c.thread_id }, after.services),
    ).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining(root) });
    expect(after.services.threads.unreadable).toHaveLength(2);
    const { sessions } = await perform(listSessions, {}, after.services);
    expect(sessions).toMatchObject([{ session_id: elsewhere.session_id }]);
    expect((await after.ask("On", { session_id: elsewhere.session_id })).run.status).toBe(
      "completed",
    );
    await expect(texts(after, session_id)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(root),
    });
  });
});
