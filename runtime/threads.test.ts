import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { EventLog, LogStore } from "#runtime/log/port.ts";
import { systemClock, systemIds } from "./system-services.ts";
import { Threads } from "./threads.ts";

const ROOT = { session_id: "s_1", thread_id: "th_1" };

/** A store in whose branches nothing is written before `gate` says so. */
function gatedStore(gate: Promise<void>): LogStore {
  const store = openMemoryStore();
  return {
    list: () => store.list(),
    remove: (session_id, thread_id) => store.remove(session_id, thread_id),
    close: () => store.close(),
    async open(session_id, thread_id, options) {
      const log = await store.open(session_id, thread_id, options);
      if (log.beginsAfter > 0) {
        const append = log.append.bind(log);
        log.append = async (...entries: Parameters<EventLog["append"]>) => {
          await gate;
          await append(...entries);
        };
      }
      return log;
    },
  };
}

async function begun(gate: Promise<void>) {
  const services = { clock: systemClock, ids: systemIds(), cold: false };
  const threads = new Threads(gatedStore(gate), services);
  const root = await threads.open(ROOT);
  await root.append([{ type: "session.created", payload: { title: "One" } }]);
  const fork = () =>
    threads.fork(root, 1, "th_2", (forked_from) => [
      { type: "thread.started", payload: { forked_from } },
    ]);
  return { threads, fork };
}

describe("Threads", () => {
  it("shows a branch once its first event is written, and not before", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { threads, fork } = await begun(promise);
    const forking = fork();
    const before = await threads.list();

    resolve();
    await forking;

    expect(before.map(({ thread_id }) => thread_id)).toEqual(["th_1"]);
    expect((await threads.list()).map(({ thread_id }) => thread_id).toSorted()).toEqual([
      "th_1",
      "th_2",
    ]);
    expect(await threads.sessions()).toMatchObject([{ title: "One", branches: [{}, {}] }]);
  });

  it("knows nothing of a branch whose first event could not be written", async () => {
    const gate = Promise.reject(new Error("The disk is full"));
    gate.catch(() => {});
    const { threads, fork } = await begun(gate);

    await expect(fork()).rejects.toThrow("The disk is full");

    expect(await threads.list()).toHaveLength(1);
    expect(await threads.find("th_2")).toBeUndefined();
  });
});
