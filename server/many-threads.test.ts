import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { writeThreads } from "#runtime/testing/long-thread.ts";
import { dataDirectory, startServer } from "./testing/server-process.ts";

vi.setConfig({ testTimeout: 120_000 });

const THREADS = 160;
const OPEN_FILES = 128;
/** Requests under way at a time; each needs a socket beside the files that it reads. */
const CLIENTS = 8;

test("F46 fd-exhaustion: 160 threads with 128 open files are all shown and written to", async () => {
  const data = await dataDirectory();
  const places = await writeThreads(data, { threads: THREADS, turns: 1, eventsPerTurn: 50 });
  const server = await startServer({ data, limits: `ulimit -n ${OPEN_FILES}` });
  expect(await (await server.fetch("/runs")).text()).toContain(`${THREADS}`);

  const asked = await sideBySide(places, async ({ session_id }) => {
    const page = await server.fetch(`/s/${session_id}`);
    // An answer that nobody reads would keep its socket.
    await page.text();
    return {
      status: page.status,
      ...(await server.ask("Hello", { session_id, model: "offline/reader" })),
    };
  });
  const ends = await sideBySide(asked, async ({ run_id }) => {
    const stream = await (await server.fetch(`/runs/${run_id}/lanes/status`)).text();
    return /"status":"(\w+)","done":true/.exec(stream)?.[1];
  });

  expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
  expect(ends.filter((status) => status === "completed")).toHaveLength(THREADS);
  expect(await server.end("SIGTERM")).toBe(0);
  expect(await readFile(join(data, "server.log"), "utf8")).not.toContain("EMFILE");
});

async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = items.values();
  const workAll = async () => {
    for (const item of left) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: CLIENTS }, workAll));
  return results;
}
