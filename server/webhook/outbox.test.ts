import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { systemClock, systemIds } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { openRecordsFile } from "#runtime/node-records-file.ts";
import { Hook, type HookTarget, OutboxRecords, outboxInMemory } from "./outbox-records.ts";
import { MAX_PENDING, Outbox } from "./outbox.ts";
import { type Receiver, receiver, watchedOutbox } from "./testing/receiver.ts";
import { Webhooks } from "./webhooks.ts";

/** More than the ended deliveries that are kept. */
const HEARD = 22;
const SAYS = `[{ steps: [{ text: "Done" }] }]`;

function allDelivered({ deliveries }: OutboxRecords): boolean {
  return deliveries.length > 0 && deliveries.every(({ state }) => state === "delivered");
}

describe("webhooks of a server that ended", () => {
  /** A server's webhooks over a file; `heard` connects them with a runtime. */
  async function kept(there: Receiver, file: string) {
    const watched = watchedOutbox(openRecordsFile(file, OutboxRecords, "webhooks"));
    const webhooks = await Webhooks.open({
      ...there.services,
      clock: systemClock,
      ids: systemIds(),
      store: watched.store,
      taskBody: async () => ({}),
      report: (problem) => {
        throw problem;
      },
    });
    onTestFinished(() => webhooks.close());
    return { webhooks, watched };
  }

  async function fileOf() {
    const folder = await mkdtemp(join(tmpdir(), "uar-webhooks-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    return join(folder, "sys", "webhooks.json");
  }

  const target: HookTarget = { kind: "events", events: ["turn.completed"] };

  it("go on with what waited when it starts again", async () => {
    const there = await receiver((_, count) => (count === 1 ? "hang" : 200));
    const file = await fileOf();
    const first = await kept(there, file);
    const heard = (event: RuntimeEvent) => first.webhooks.hear(event);
    const runtime = await testRuntime({ passes: SAYS, heard });
    const { threads } = runtime.services;
    await first.webhooks.start(threads);
    await first.webhooks.create({ url: there.url(), origin: "http://127.0.0.1", target });

    await runtime.ask("Go");
    await there.message(1);
    await first.watched.holds(({ deliveries }) => deliveries.length === 1);
    await first.webhooks.close();
    const second = await kept(there, file);
    await second.webhooks.start(threads);
    const again = await there.message(2);

    expect(again.headers["webhook-id"]).toBe(there.arrived[0]?.headers["webhook-id"]);
  });

  it("find what was written and not yet queued, and queue nothing twice", async () => {
    const there = await receiver();
    const file = await fileOf();
    const first = await kept(there, file);
    const heard = (event: RuntimeEvent) => first.webhooks.hear(event);
    let isHeard = true;
    const runtime = await testRuntime({
      passes: SAYS,
      heard: (event) => (isHeard ? heard(event) : undefined),
    });
    const { threads } = runtime.services;
    await runtime.ask("Before there was a hook");
    await first.webhooks.start(threads);
    await first.webhooks.create({ url: there.url(), origin: "http://127.0.0.1", target });
    const { session_id } = (await runtime.ask("Heard")).run;
    for (let more = 1; more < HEARD; more += 1) await runtime.ask("Heard", { session_id });
    await there.message(HEARD);
    await first.watched.holds(allDelivered);

    isHeard = false; // As a process that was killed between the log and the outbox.
    const ids = [await runtime.ask("Lost", { session_id }), await runtime.ask("Lost in a new one")];
    const second = await kept(there, file);
    await second.webhooks.start(threads);
    await there.message(HEARD + 2);
    await second.watched.holds(allDelivered);

    const sent = there.arrived.map(({ body }) => JSON.parse(body).data.run_id as string);
    const lost = ids.map(({ run }) => run.run_id);
    expect(sent.slice(HEARD).toSorted()).toEqual(lost.toSorted());
    expect(new Set(sent).size).toBe(HEARD + 2);
  });
});

it("the queue of a hook is bounded, and counts what found it full", async () => {
  const said: string[] = [];
  const kept = OutboxRecords.parse({});
  const outbox = new Outbox(outboxInMemory(), kept, ({ message }) => said.push(message));
  const target = { kind: "events", events: ["turn.completed"] };
  const at = "2026-01-01T00:00:00.000Z";
  const plain = { id: "hook_1", url: "http://site.test/", secret: "", origin: "", created_at: at };
  await outbox.add(Hook.parse({ ...plain, target }));
  const runtime = await testRuntime({ passes: SAYS });
  const { events } = await runtime.ask("Go");
  const [event] = events;
  if (event === undefined) throw new Error("There are events");

  for (let count = 0; count <= MAX_PENDING; count += 1) {
    outbox.queue({ ...event, event_id: `ev_${count}` }, outbox.hooks, at);
  }

  expect(outbox.deliveries("hook_1")).toHaveLength(MAX_PENDING);
  expect(outbox.hook("hook_1")?.overflowed).toBe(1);
  expect(said).toEqual([expect.stringContaining("is full")]);
});
