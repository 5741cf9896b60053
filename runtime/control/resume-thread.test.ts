import { expect, it } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { resumeThread } from "./resume-thread.ts";

it("gives who comes back the snapshot first, then what happened since, without gap or repetition", async () => {
  const runtime = await testRuntime();
  const { run } = await runtime.ask("One");
  const { thread_id, session_id } = run;
  const thread = await runtime.thread(thread_id);
  const seen = (await thread.log.read(0)).map(({ event }) => event);
  const acknowledged = { epoch: 1, sequence: seen.length };
  await runtime.ask("Two", { session_id });

  const { snapshot, replay, cursor } = await perform(
    resumeThread,
    { thread_id, acknowledged },
    runtime.services,
  );

  if (replay.state !== "current") throw new Error(`It is ${replay.state}`);
  const state = await thread.state();
  const folded = [...seen, ...replay.events].reduce(fold, emptyThread(session_id, thread_id));
  expect(folded).toEqual(state);
  expect(replay).toMatchObject({ has_more: false, through_sequence: state.sequence });
  expect(cursor).toEqual(snapshot.cursor);
  expect(snapshot.turns.map(({ text }) => text)).toEqual(["One", "Two"]);
});

it("gives a long absence in pieces, and the cursor leads through them", async () => {
  const runtime = await testRuntime();
  const { run } = await runtime.ask("One");
  const { thread_id } = run;
  const thread = await runtime.thread(thread_id);
  const warning = { type: "runtime.warning", payload: { code: "any", message: "Look" } } as const;
  await thread.append(Array.from({ length: 1_200 }, () => warning));

  const read: number[] = [];
  let acknowledged = { epoch: 1, sequence: 0 };
  for (let pieces = 0; pieces < 10; pieces += 1) {
    const input = { thread_id, acknowledged };
    const { replay, cursor } = await perform(resumeThread, input, runtime.services);
    if (replay.state !== "current") throw new Error(`It is ${replay.state}`);
    read.push(...replay.events.map(({ sequence }) => sequence));
    acknowledged = cursor;
    if (!replay.has_more) break;
  }

  expect(read.length).toBeGreaterThan(1_200);
  expect(read).toEqual((await thread.log.read(0)).map(({ event }) => event.sequence));
});

it("says once in the log that a reader had to begin anew, when what it read is not there", async () => {
  const runtime = await testRuntime();
  const { run } = await runtime.ask("One");
  const { thread_id } = run;
  const input = { thread_id, acknowledged: { epoch: 1, sequence: 9_999 } };

  const first = await perform(resumeThread, input, runtime.services);
  const second = await perform(resumeThread, input, runtime.services);

  const { events } = await runtime.ended(run.run_id);
  expect(first.replay).toMatchObject({
    state: "repaired",
    reason: expect.stringContaining("9999"),
  });
  expect(second.replay.state).toBe("repaired");
  expect(first.snapshot).toMatchObject({ status: "completed", standing: { state: "current" } });
  expect(payloadsOf(events, "snapshot.repaired")).toMatchObject([
    { snapshot: "thread_read_model", through_sequence: events.length - 1 },
  ]);
  const again = { thread_id, acknowledged: first.cursor };
  expect((await perform(resumeThread, again, runtime.services)).replay.state).toBe("current");
});

it("goes on with turns that a restart left waiting", async () => {
  const store = openMemoryStore();
  const before = await testRuntime({ store });
  await before.services.queue.drain();
  const { thread_id, run_id } = await before.submit("Hello");

  const after = await testRuntime({ store });
  const { status, replay } = await perform(resumeThread, { thread_id }, after.services);

  expect(status).toBe("resumed");
  expect(replay.state).toBe("not_asked");
  expect((await after.ended(run_id)).run.status).toBe("completed");
});

it.each([
  { epoch: -1, sequence: 1 },
  { epoch: 1, sequence: 2 ** 53 + 1 },
  { epoch: 1, sequence: 1.5 },
  { epoch: "1", sequence: 1 },
  "1.5",
])("refuses the place %j", async (acknowledged) => {
  const runtime = await testRuntime();
  const { thread_id } = await runtime.submit("Hello");

  const answer = dispatch("resume_thread", { thread_id, acknowledged }, runtime.services);

  await expect(answer).rejects.toMatchObject({ code: "invalid_input" });
});
