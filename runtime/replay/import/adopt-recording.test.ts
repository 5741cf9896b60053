import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { CommandError, type ControlServices } from "#runtime/control/command.ts";
import { perform, dispatch } from "#runtime/control/dispatch.ts";
import { exportRun } from "#runtime/control/export-run.ts";
import { importRun } from "#runtime/control/import-run.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import { readModels } from "#runtime/replay/read-models.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { runsOf } from "#runtime/replay/recording.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { testRuntime } from "#runtime/test-runtime.ts";

const FOLDER = new URL("../golden/", import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".jsonl"))
  .map((file) => file.replace(".jsonl", ""));

function lines(name: string): string {
  return readFileSync(new URL(`${name}.jsonl`, FOLDER), "utf8");
}

async function importInto(services: ControlServices, text: string, file?: string) {
  const input = { text, ...(file !== undefined && { file }) };
  const result = await perform(importRun, input, services);
  const thread = await services.threads.find(result.thread_id);
  const events = (await thread?.log.read(0)) ?? [];
  return { result, events: events.map(({ event }) => event) };
}

/** The runs of a recording, but for those that a fork in it left in their midst. */
function answeredIn(events: readonly RuntimeEvent[]): readonly string[] {
  const told = new Set(readModels(events).map(({ run_id }) => run_id));
  return runsOf(events).filter((id) => told.has(id));
}

/** Whoever was woken for the thread has looked, and left. */
async function expectIdle({ queue }: ControlServices, thread_id: string): Promise<void> {
  await expect.poll(() => queue.works(thread_id)).toBe(false);
}

async function imported(text: string, store: LogStore = openMemoryStore()) {
  const runtime = await testRuntime({ store });
  return { runtime, ...(await importInto(runtime.services, text)) };
}

describe("import_run of our own events", () => {
  it.each(NAMES)("gives %s back with the same read models, ids and all", async (name) => {
    const before = readRecording(lines(name));

    const { result, events } = await imported(lines(name));

    expect(result).toMatchObject({ format: "uar-events", run_ids: answeredIn(before) });
    expect(readModels(events)).toEqual(readModels(before));
  });

  it.each(NAMES)("gives a run of %s back from its export as the same answer", async (name) => {
    const { runtime, result } = await imported(lines(name));
    const [run_id = ""] = result.run_ids;
    const file = { run_id, format: "uar-events" };
    const { text = "" } = await perform(exportRun, file, runtime.services);

    const { events } = await imported(text);

    const [model] = readModels(events);
    const [known] = readModels(readRecording(lines(name)));
    expect(model).toEqual({
      ...known,
      ...placesOf(model),
    });
  });

  it("gives new ids where the recording is here already, and tells them apart", async () => {
    const { runtime, result, events } = await imported(lines("several-turns"));

    const again = await importInto(runtime.services, lines("several-turns"));
    const told = (all: readonly RuntimeEvent[]) =>
      readModels(all).map(({ status, text }) => [status, text]);

    expect(again.result.thread_id).not.toBe(result.thread_id);
    expect(again.result.run_ids).toHaveLength(result.run_ids.length);
    for (const id of again.result.run_ids) expect(result.run_ids).not.toContain(id);
    expect(told(again.events)).toEqual(told(events));
    expect(JSON.stringify(again.events)).not.toContain(result.run_ids[0]);
  });

  it("renames ids in payloads too, and leaves words alone that look like them", async () => {
    const { runtime, events } = await imported(lines("stopped-in-queue"));
    const turn = events.find(({ type }) => type === "turn.submitted")?.turn_id ?? "";
    const text = lines("stopped-in-queue").replaceAll('"text":"One"', `"text":"${turn}"`);

    const again = await importInto(runtime.services, text);
    const turns = new Set(again.events.flatMap(({ turn_id }) => turn_id ?? []));
    const queued = again.events.flatMap((event) =>
      event.type === "queue.changed" ? event.payload.queue : [],
    );

    expect(turns).not.toContain(turn);
    for (const id of queued) expect(turns).toContain(id);
    expect(again.events.find(({ type }) => type === "turn.submitted")).toMatchObject({
      payload: { input: { text: turn } },
    });
  });

  it("takes the page of an exported run for what is in it", async () => {
    const log = lines("answer")
      .trim()
      .replaceAll("<", String.raw`\u003c`);
    const page = `<!doctype html>\n<html><script type="application/jsonl" id="log">${log}</script></html>`;

    const { result, events } = await imported(page);

    expect(result.format).toBe("uar-events");
    expect(readModels(events)).toEqual(readModels(readRecording(lines("answer"))));
  });

  it("ends what the recording leaves open, and nobody goes on with it", async () => {
    const cut = lines("write-allowed").split("\n");
    const asked = cut.findIndex((line) => line.includes('"action.required"'));

    const { runtime, result } = await imported(cut.slice(0, asked + 1).join("\n"));
    const [run_id = ""] = result.run_ids;
    const run = await runtime.ended(run_id);

    expect(run.run).toMatchObject({ status: "lost", error: { code: "cut_off" } });
    expect(run.run.approvals).toMatchObject([{ decision: "cancelled" }]);
    expect(await runtime.services.threads.list()).toMatchObject([{ pending: [] }]);
  });
});

describe("an imported session", () => {
  it("says where it comes from, and takes no message, no answer and no change of its queue", async () => {
    const { runtime, result } = await imported(lines("write-allowed"));
    const { session_id, thread_id } = result;
    const thread = await runtime.services.threads.find(session_id);
    const before = thread?.log.head().sequence;
    const say = { input: { text: "Go on" }, session_id };

    await expect(dispatch("submit_turn", say, runtime.services)).rejects.toMatchObject({
      code: "read_only",
    });
    await dispatch("resume_thread", { thread_id }, runtime.services);
    await expectIdle(runtime.services, thread_id);

    expect(thread?.log.head().sequence).toBe(before);
    expect((await thread?.state())?.imported).toMatchObject({ format: "uar-events" });
  });

  it("can be named and put away", async () => {
    const { runtime, result } = await imported(lines("answer"));
    const { session_id } = result;

    await dispatch("update_session", { session_id, title: "A colleague's" }, runtime.services);

    expect(await runtime.services.threads.list()).toMatchObject([{ title: "A colleague's" }]);
  });

  it("is never run nor recovered after a restart", async () => {
    const store = openMemoryStore();
    const cut = lines("restarted-during-read").split("\n").slice(0, 24).join("\n");
    const { result } = await imported(cut, store);
    const restarted = await testRuntime({ store });
    const { threads, queue } = restarted.services;

    await threads.load((thread) => queue.wake(thread));
    await expectIdle(restarted.services, result.thread_id);

    const thread = await threads.find(result.thread_id);
    expect(thread?.log.head().sequence).toBe(result.events);
  });

  it("that a crash cut off while it was stored is not there", async () => {
    const { events } = await imported(lines("answer"));
    const store = openMemoryStore();
    const [first] = events;
    const log = await store.open(first?.session_id ?? "", first?.thread_id ?? "");
    await log.append(events.slice(0, 9).map((event) => ({ event, json: JSON.stringify(event) })));
    const { services, failures } = await testRuntime({ store });

    expect(await services.threads.list()).toEqual([]);
    services.queue.wake(await services.threads.open(log));
    await expectIdle(services, log.thread_id);
    expect(log.head().sequence).toBe(9);
    expect(failures).toEqual([]);
  });

  it("takes no key of a message here away", async () => {
    const text = lines("answer").replace('"options":{}', '"options":{},"idempotency_key":"k-1"');
    const { runtime } = await imported(text);
    const input = { input: { text: "Mine" }, idempotency_key: "k-1" };

    const turn = await dispatch("submit_turn", input, runtime.services);
    const { run_id } = turn as { run_id: string };

    expect(answerText((await runtime.ended(run_id)).run)).not.toBe("");
  });

  it("holds no secret of this process (S28)", async () => {
    const text = lines("answer").replaceAll("Look at a.md", "known-canary-value");
    const runtime = await testRuntime({ secrets: ["known-canary-value"] });

    const { events } = await importInto(runtime.services, text);

    expect(JSON.stringify(events)).not.toContain("known-canary-value");
  });

  it("has nothing of a thread here, even if it says that it branched off from it", async () => {
    const { runtime, result } = await imported(lines("answer"));
    const fork = `"payload":{"forked_from":{"thread_id":"${result.thread_id}","sequence":5}}`;
    const text = lines("several-turns").replace(
      /("type":"thread\.started".*?)"payload":\{\}/,
      (_, start: string) => `${start}${fork}`,
    );

    const { events } = await importInto(runtime.services, text);
    const started = events.find(({ type }) => type === "thread.started");

    expect(started?.payload).toEqual({});
    expect(started?.refs).toEqual({ forked_from: `${result.thread_id} 5` });
  });
});

/** What differs between a run in its thread and the same run alone: its places, and those of its parts. */
function placesOf(model: ReturnType<typeof readModels>[number] | undefined) {
  if (model === undefined) return {};
  const { first_sequence, last_sequence, tool_calls, citations, approvals, routing } = model;
  return {
    first_sequence,
    last_sequence,
    tool_calls,
    citations,
    approvals,
    ...(routing !== undefined && { routing }),
  };
}

describe("errors of import_run", () => {
  it("are CommandErrors that name the line and the fix", async () => {
    const { services } = await testRuntime();
    const broken = lines("answer").replace('"type":"turn.started"', '"type":');

    const failure = await perform(importRun, { text: broken }, services).catch((error) => error);

    expect(failure).toBeInstanceOf(CommandError);
    expect(failure).toMatchObject({ code: "invalid_input", message: /Line 6 is not JSON/ });
    expect(await services.threads.list()).toEqual([]);
  });
});
