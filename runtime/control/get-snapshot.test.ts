import { describe, expect, it } from "vitest";
import { z } from "zod";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { getSession } from "./get-session.ts";
import { SNAPSHOT_NAMES } from "./get-snapshot.ts";
import { createSession } from "./sessions.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

const Page = z.object({
  runs: z.array(z.object({ text: z.string() })).optional(),
  turns: z.array(z.object({ text: z.string() })).optional(),
  history_cursor: z.string().exactOptional(),
  newer_cursor: z.string().exactOptional(),
});

function texts({ runs, turns }: z.infer<typeof Page>): readonly string[] {
  return (runs ?? turns ?? []).map(({ text }) => text);
}

/** A thread whose run waits for a person, in a process that works on it. */
async function waitingThread(store = openMemoryStore()) {
  const runtime = await testRuntime({ passes: WRITE, store });
  const { run_id, thread_id } = await runtime.submit("Write");
  await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
  return { runtime, thread_id, run_id };
}

describe("get_snapshot", () => {
  it("has all fourteen read models of seed 003", () => {
    expect(SNAPSHOT_NAMES).toHaveLength(14);
  });

  it.each(SNAPSHOT_NAMES)(
    "%s names itself, its place in the log and its standing",
    async (snapshot) => {
      const store = openMemoryStore();
      const { thread_id } = await waitingThread(store);
      const runtime = await testRuntime({ store });
      const { sequence } = await (await runtime.thread(thread_id)).state();

      const answer = await dispatch("get_snapshot", { snapshot, thread_id }, runtime.services);

      expect(answer).toMatchObject({ snapshot, thread_id, through_sequence: sequence });
      expect(answer).toHaveProperty("standing.state");
    },
  );

  it.each(SNAPSHOT_NAMES)(
    "F10 snapshot-optional: %s is the same when it is folded anew",
    async (snapshot) => {
      const store = openMemoryStore();
      const before = await testRuntime({ passes: WRITE, store, policy: { mode: "bypass" } });
      const { thread_id, run_id } = await before.submit("Write");
      await before.ended(run_id);
      await before.services.queue.drain();
      const ask = { snapshot, thread_id };

      const warm = await dispatch("get_snapshot", ask, before.services);
      const cold = await dispatch("get_snapshot", ask, (await testRuntime({ store })).services);

      expect(cold).toEqual(warm);
    },
  );

  it.each([
    ["thread_read_model", { standing: { state: "blocked" }, status: "waiting_permission" }],
    ["permission_sandbox_summary", { pending: [{ tool: "write" }], sandbox: { state: "unknown" } }],
    ["execution_environment_snapshot", { standing: { state: "unknown" }, active_processes: [] }],
    ["routing_limit_summary", { standing: { state: "current" }, quota: { state: "unknown" } }],
    ["artifact_checkpoint_summary", { artifacts: [], validation: { state: "unknown" } }],
    ["evidence_summary", { replays: [{ complete: false }], reviews: { state: "unknown" } }],
    ["context_boundary_snapshot", { context: { message_count: 0 }, missing: [] }],
    ["tool_inventory_snapshot", { tools: [{ name: "read" }, { name: "write" }] }],
    ["subagent_job_summary", { standing: { state: "blocked" }, subagents: [] }],
    ["benchmark_summary", { standing: { state: "unavailable" } }],
    ["channel_summary", { standing: { state: "unavailable" } }],
  ])("%s tells what is known of a run that waits, and no more", async (snapshot, known) => {
    const { runtime, thread_id } = await waitingThread();

    const answer = await dispatch("get_snapshot", { snapshot, thread_id }, runtime.services);

    expect(answer).toMatchObject(known);
  });

  it.each(["thread_read_model", "queue_snapshot", "session_snapshot", "task_snapshot"])(
    "%s is stale where a former process left a run open and nobody works on it",
    async (snapshot) => {
      const store = openMemoryStore();
      const { thread_id, run_id } = await waitingThread(store);
      const { services } = await testRuntime({ store });

      const answer = await dispatch("get_snapshot", { snapshot, thread_id }, services);

      expect(answer).toMatchObject({
        standing: { state: "stale", reason: expect.stringContaining(run_id) },
      });
    },
  );

  it("knows nothing of the status of a session without a turn", async () => {
    const { services } = await testRuntime();
    const { session_id, thread_id } = await perform(createSession, {}, services);

    expect(await dispatch("get_session", { session_id }, services)).toMatchObject({
      status: "unknown",
      runs: [],
      threads: [thread_id],
    });
  });
});

it("get_thread_read refuses a thread that is not one of the session that is named with it", async () => {
  const runtime = await testRuntime();
  const { thread_id } = await runtime.submit("One");
  const { session_id } = await runtime.submit("Two");

  const answer = dispatch("get_thread_read", { thread_id, session_id }, runtime.services);

  await expect(answer).rejects.toMatchObject({ code: "not_found" });
});

describe("cursor windows", () => {
  it("give a long session page by page, oldest last, without a gap or a repetition", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const { session_id } = (await runtime.ask("0")).run;
    for (const text of ["1", "2", "3", "4"]) await runtime.ask(text, { session_id });

    const seen: string[] = [];
    let before: string | undefined;
    do {
      const ask = { session_id, limit: 2, ...(before !== undefined && { before }) };
      const page = await perform(getSession, ask, runtime.services);
      seen.unshift(...page.runs.map(({ text }) => text));
      before = page.history_cursor;
    } while (before !== undefined);

    expect(seen).toEqual(["0", "1", "2", "3", "4"]);
  });

  it.each(["get_session", "get_thread_read"])(
    "%s goes both ways, and says at each end whether there is more",
    async (name) => {
      const runtime = await testRuntime();
      const { session_id, thread_id } = (await runtime.ask("0")).run;
      for (const text of ["1", "2"]) await runtime.ask(text, { session_id });
      const place = name === "get_session" ? { session_id } : { thread_id };
      const page = async (ask: object) => {
        const answer = await dispatch(name, { ...place, limit: 1, ...ask }, runtime.services);
        return Page.parse(answer);
      };

      const newest = await page({});
      const middle = await page({ before: newest.history_cursor });
      const oldest = await page({ before: middle.history_cursor });
      const back = await page({ after: oldest.newer_cursor });
      const between = await page({ after: oldest.newer_cursor, before: newest.history_cursor });

      expect(texts(newest)).toEqual(["2"]);
      expect(newest).not.toHaveProperty("newer_cursor");
      expect(texts(middle)).toEqual(["1"]);
      expect(texts(oldest)).toEqual(["0"]);
      expect(oldest).not.toHaveProperty("history_cursor");
      expect(texts(back)).toEqual(["1"]);
      expect(back).toHaveProperty("newer_cursor");
      expect(texts(between)).toEqual(["1"]);
    },
  );

  it.each([
    [{ before: "t_none" }, "not_found", "t_none"],
    [{ after: "__proto__" }, "not_found", "__proto__"],
    [{ limit: 0 }, "invalid_input", "limit"],
    [{ limit: -1 }, "invalid_input", "limit"],
    [{ limit: 101 }, "invalid_input", "limit"],
    [{ limit: 2 ** 53 + 1 }, "invalid_input", "limit"],
    [{ after: "" }, "invalid_input", "after"],
  ])("refuse %j", async (ask, code, word) => {
    const runtime = await testRuntime();
    const { session_id, thread_id } = await runtime.submit("Hello");

    for (const [name, place] of [
      ["get_session", { session_id }],
      ["get_thread_read", { thread_id }],
      ["get_snapshot", { thread_id, snapshot: "evidence_summary" }],
      ["list_tasks", { thread_id }],
    ] as const) {
      const answer = dispatch(name, { ...place, ...ask }, runtime.services);
      await expect(answer).rejects.toMatchObject({
        code,
        message: expect.stringContaining(word),
      });
    }
  });
});
