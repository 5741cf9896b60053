import { join } from "node:path";

import { expect, it } from "vitest";

import { dispatch } from "#runtime/control/dispatch.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { systemClock } from "#runtime/system-services.ts";
import { ManualClock, payloadsOf, testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import { FIXTURES, start } from "#runtime/tool/testing/fixture-servers.ts";
import { content, find } from "#runtime/tool/testing/source-calls.ts";

const SERVER = {
  desk: { command: process.execPath, args: [join(FIXTURES, "asking-server.ts")] },
};
const HOUR_MS = 60 * 60_000;
type Options = Parameters<typeof testRuntime>[0];

async function asking(tool: string, options: Options = {}) {
  const source = await start(SERVER);
  const passes = `
- steps: [{ calls: [{ tool: desk__${tool}, arguments: {} }] }]
- steps: [{ text: Done }]
`;
  const all = { tools: source.tools(), policy: { mode: "bypass" }, passes, ...options };
  const runtime = await testRuntime(all);
  const { run_id } = await runtime.submit("Reserve");
  const run = await runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const [asked] = run.approvals;
  if (asked === undefined) throw new Error("Nobody was asked");
  return { runtime, run, asked, all };
}

function respond(runtime: TestRuntime, answer: object) {
  return dispatch("respond_action", answer, runtime.services);
}

function output({ calls }: RunState): unknown {
  const { output: given, error } = calls[0] ?? {};
  return given === undefined ? error?.code : JSON.parse(given.content);
}

it("a server's question waits in the run, and its answer goes back into the running call", async () => {
  const { runtime, run, asked } = await asking("reserve");
  const { action_id } = asked;

  expect(run.status).toBe("waiting_permission");
  expect(run.calls[0]?.status).toBe("running");
  expect(asked).toMatchObject({
    about: "question",
    tool: "desk__reserve",
    prompt: "For how many guests?[U+202E]",
    rule: "the server desk asks",
    decisions: ["answer", "decline"],
    question: { server: "desk", schema: { required: ["guests"] } },
    expires_at: expect.stringMatching(/Z$/),
  });

  const told = { guests: 3, place: "outside", vegan: true, wishes: ["quiet"] };
  await respond(runtime, { action_id, decision: "answer", content: told });

  const { run: ended, events } = await runtime.ended(run.run_id);
  expect(output(ended)).toEqual({ action: "accept", content: told });
  expect(ended.status).toBe("completed");
  expect(payloadsOf(events, "action.resolved")).toEqual([
    { decision: "answer", decided_by: "person", content: told, action_type: "question" },
  ]);
  const replayed = await replayRun(recordingOf(events, run.run_id), { clock: systemClock });
  expect(replayed).toMatchObject({ verdict: "same", isWhole: true });
});

it("a declined question is told to the server, without a field", async () => {
  const { runtime, run, asked } = await asking("reserve");

  await respond(runtime, { action_id: asked.action_id, decision: "decline" });

  expect(output((await runtime.ended(run.run_id)).run)).toEqual({ action: "decline" });
});

it.each([
  ["a value of another kind", { guests: "many" }, /"guests".*"many"/],
  ["a value out of bounds", { guests: 0 }, /"guests".*0/],
  ["a choice that is not offered", { guests: 1, place: "roof" }, /"place".*"roof"/],
  ["a missing field", {}, /"guests" is missing/],
  ["a field that was not asked for", { guests: 1, card: "4111" }, /"card" was not asked for/],
])("an answer with %s is refused by name, and the question stays open", async (_, told, words) => {
  const { runtime, run, asked } = await asking("reserve");
  const { action_id } = asked;

  await expect(
    respond(runtime, { action_id, decision: "answer", content: told }),
  ).rejects.toMatchObject({ code: "invalid_input", message: expect.stringMatching(words) });

  await respond(runtime, { action_id, decision: "answer", content: { guests: 1 } });
  expect(output((await runtime.ended(run.run_id)).run)).toMatchObject({ content: { guests: 1 } });
});

it("of two tabs that answer at once one is heard, and the other is told what it said", async () => {
  const { runtime, run, asked } = await asking("reserve");
  const { action_id } = asked;

  const [first, second] = await Promise.allSettled([
    respond(runtime, { action_id, decision: "answer", content: { guests: 4 } }),
    respond(runtime, { action_id, decision: "decline" }),
  ]);

  expect(first.status).toBe("fulfilled");
  expect(second).toMatchObject({
    reason: { code: "conflict", details: { decision: "answer" } },
  });
  const { run: ended, events } = await runtime.ended(run.run_id);
  expect(output(ended)).toMatchObject({ action: "accept", content: { guests: 4 } });
  expect(payloadsOf(events, "action.resolved")).toHaveLength(1);
});

it("a question that nobody answers expires after an hour, in which the call's time does not run", async () => {
  const clock = new ManualClock();
  const { runtime, run, asked } = await asking("reserve", { clock });

  clock.advance(HOUR_MS - 1);
  expect((await runtime.reaches(run.run_id, () => true)).calls[0]?.status).toBe("running");
  clock.advance(1);

  const { run: ended, events } = await runtime.ended(run.run_id);
  expect(output(ended)).toEqual({ action: "cancel" });
  expect(payloadsOf(events, "action.resolved")).toMatchObject([
    { decision: "expired", decided_by: "runtime" },
  ]);
  await expect(
    respond(runtime, { action_id: asked.action_id, decision: "decline" }),
  ).rejects.toMatchObject({ code: "conflict" });
});

it("a run that is stopped takes its question back, once", async () => {
  const { runtime, run } = await asking("reserve");

  await dispatch("interrupt_turn", { run_id: run.run_id }, runtime.services);

  const { run: ended, events } = await runtime.ended(run.run_id);
  expect(ended.status).toBe("cancelled");
  expect(payloadsOf(events, "action.resolved")).toMatchObject([{ decision: "lost" }]);
  expect(events.at(-1)?.type).toBe("turn.failed");
});

it("a server that dies while it asks loses its question before its call ends", async () => {
  const { runtime, run } = await asking("die");

  const { run: ended, events } = await runtime.ended(run.run_id);

  const types = events.map(({ type }) => type);
  expect(types.indexOf("action.resolved")).toBeLessThan(types.indexOf("tool.failed"));
  expect(ended.calls[0]?.status).toBe("lost");
  expect(ended.approvals).toMatchObject([{ decision: "lost" }]);
});

it("after a crash the question is lost, and the call follows its effect: nothing is asked again", async () => {
  const store = openMemoryStore();
  const { run, asked, all } = await asking("reserve", { store });
  const after = await testRuntime(all);

  await after.boot();
  const found = await after.reaches(run.run_id, ({ approvals }) => approvals.length > 1);

  expect(found.approvals).toMatchObject([
    { about: "question", decision: "lost", decided_by: "runtime" },
    { about: "outcome_unknown" },
  ]);
  expect(found.calls[0]?.status).toBe("outcome_unknown");
  const late = respond(after, { action_id: asked.action_id, decision: "decline" });
  await expect(late).rejects.toMatchObject({ code: "conflict", details: { decision: "lost" } });
});

it("an address to go to is shown whole, and its answer holds no fields", async () => {
  const { runtime, run, asked } = await asking("visit");
  expect(asked.question).toEqual({ server: "desk", url: "https://forms.example/sign" });

  await respond(runtime, { action_id: asked.action_id, decision: "answer" });

  expect(output((await runtime.ended(run.run_id)).run)).toEqual({ action: "accept" });
});

it("a question that no form can tell is refused to its server, and nobody is asked", async () => {
  const source = await start(SERVER);

  expect(await content(find(source, "desk__many"))).toContain("not a flat object");
});

it("a call that works for nobody declines at once", async () => {
  const source = await start(SERVER);

  expect(await content(find(source, "desk__reserve"))).toBe('{"action":"decline"}');
});
