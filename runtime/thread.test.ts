import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { systemClock, systemIds } from "./system-services.ts";
import { Thread } from "./thread.ts";

async function openThread(cold = false) {
  const store = openMemoryStore();
  const log = await store.open("s_1", "th_1");
  const ids = systemIds();
  return { store, log, thread: await Thread.open(log, { clock: systemClock, ids, cold }) };
}

const submitted = (text: string) =>
  ({
    type: "turn.submitted",
    turn_id: `t_${text}`,
    task_id: `task_${text}`,
    run_id: `r_${text}`,
    payload: { input: { text }, options: {} },
  }) as const;

describe("Thread", () => {
  it("numbers events without a gap in the order of concurrent appends", async () => {
    const { thread, log } = await openThread();

    const texts = Array.from({ length: 50 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text) => thread.append([submitted(text)])));

    const entries = await log.read(0);
    expect(entries.map(({ event }) => event.sequence)).toEqual(texts.map((_, index) => index + 1));
    const { turns } = await thread.state();
    expect(turns.map(({ text }) => text)).toEqual(texts);
  });

  it("stores exactly the encoding that it answers with", async () => {
    const { thread, log } = await openThread();

    const [event] = await thread.append([submitted("a")]);

    const [entry] = await log.read(0);
    expect(JSON.parse(entry?.json ?? "")).toEqual(event);
  });

  it("comes back from its log as it was", async () => {
    const { thread, log } = await openThread();
    await thread.append([submitted("a"), submitted("b")]);

    const again = await Thread.open(log, { clock: systemClock, ids: systemIds(), cold: false });

    expect(await again.state()).toEqual(await thread.state());
  });

  it("folds the log anew for each look when it is cold", async () => {
    const { thread } = await openThread(true);
    await thread.append([submitted("a")]);

    expect(await thread.state()).toEqual(await thread.state());
    expect(await thread.state()).not.toBe(await thread.state());
  });

  it("lets go of those who wait when they give up", async () => {
    const { thread } = await openThread();
    const patience = new AbortController();
    const waiting = thread.until(() => false, patience.signal);
    expect(thread.isAwaited).toBe(true);

    patience.abort(new Error("enough"));

    await expect(waiting).rejects.toThrow("enough");
    expect(thread.isAwaited).toBe(false);
  });

  it("takes nothing more once its log refuses an event", async () => {
    const { thread, store } = await openThread();
    await store.close();

    await expect(thread.append([submitted("a")])).rejects.toThrow("closed");
    expect((await thread.state()).turns).toEqual([]);
  });
});
