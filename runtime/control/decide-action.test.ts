import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { rulesInMemory } from "#runtime/permission/remembered-rules.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { ManualClock, payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { dispatch } from "./dispatch.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ calls: [{ tool: write, arguments: { path: other.md } }] }]
- steps: [{ text: Done }]
`;
const HOUR_MS = 60 * 60_000;
type Runtime = Awaited<ReturnType<typeof testRuntime>>;

describe("changed arguments", () => {
  it("run in place of the model's, and the log says who changed what into what", async () => {
    const { runtime, run, action_id } = await asking();

    const answer = await respond(runtime, {
      action_id,
      decision: "allow_session",
      arguments_hash: run.approvals[0]?.arguments_hash,
      arguments: { path: "mine.md" },
    });

    const { run: ended, events } = await runtime.ended(run.run_id);
    const arguments_hash = await canonicalHash({ path: "mine.md" });
    expect(answer).toEqual({ action_id, decision: "allow_session", arguments_hash });
    expect(ended.calls[0]).toMatchObject({
      output: { content: 'wrote "mine.md"' },
      changed_by: "person",
    });
    expect(payloadsOf(events, "action.resolved")).toEqual([
      {
        decision: "allow_session",
        decided_by: "person",
        edited: { before: { path: "note.md" }, after: { path: "mine.md" }, arguments_hash },
      },
    ]);
  });

  it.each([
    ["do not fit the tool's schema", { path: 7 }, {}, "path"],
    ["a rule denies", { path: "secret/x" }, { args: { path: { path: "secret/**" } } }, "secret"],
  ])("that %s are refused, and the question stays open", async (_why, args, about, word) => {
    const rules =
      Object.keys(about).length === 0 ? [] : [{ match: "write", verdict: "deny", ...about }];
    const { runtime, run, action_id } = await asking({ policy: { rules } });

    const answer = respond(runtime, { action_id, decision: "allow_once", arguments: args });

    await expect(answer).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(word),
    });
    await respond(runtime, { action_id, decision: "allow_session" });
    expect((await runtime.ended(run.run_id)).run.calls[0]?.status).toBe("done");
  });
});

describe("an answer with always", () => {
  it("makes a rule that holds for the next call, other sessions and a restart", async () => {
    const remembered = rulesInMemory();
    const { runtime, run, action_id } = await asking({ remembered });

    const answer = await respond(runtime, { action_id, decision: "allow_always" });

    const { events } = await runtime.ended(run.run_id);
    expect(payloadsOf(events, "permission.evaluated").map(({ source }) => source)).toEqual([
      "mode",
      "remembered",
    ]);
    expect(payloadsOf(events, "permission.resolved")[0]).toMatchObject({ scope: "always" });
    expect(payloadsOf(events, "policy.changed")[0]).toMatchObject({ added: ["allow write"] });
    expect(answer).toMatchObject({ rule_id: remembered.list()[0]?.id });
    const later = await testRuntime({ passes: WRITE, remembered });
    expect((await later.ask("Write")).run.approvals).toEqual([]);
  });

  it("decides nothing when the rule cannot be kept", async () => {
    const remembered = {
      ...rulesInMemory(),
      add: () => Promise.reject(new Error("The disk is full")),
    };
    const { runtime, run, action_id } = await asking({ remembered });

    const always = respond(runtime, { action_id, decision: "allow_always" });

    await expect(always).rejects.toMatchObject({ code: "unavailable" });
    const thread = await runtime.thread(run.run_id);
    expect((await thread.state()).turns[0]?.run.approvals[0]?.decision).toBeUndefined();
  });

  it("can be taken back, and the thread that it came from says so", async () => {
    const remembered = rulesInMemory();
    const { runtime, run, action_id } = await asking({ remembered });
    const { rule_id } = await respond(runtime, { action_id, decision: "allow_always" });
    await runtime.ended(run.run_id);

    await dispatch("remove_permission_rule", { rule_id }, runtime.services);

    expect(remembered.list()).toEqual([]);
    const entries = await (await runtime.thread(run.run_id)).log.read(0);
    expect(entries.at(-1)?.event).toMatchObject({
      type: "policy.changed",
      payload: { removed: ["allow write"] },
    });
    const again = dispatch("remove_permission_rule", { rule_id }, runtime.services);
    await expect(again).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("time", () => {
  it("is over for an answer at the moment when the question expires, which ends it once", async () => {
    const clock = new ManualClock();
    const { runtime, run, action_id } = await asking({ clock });

    clock.advance(HOUR_MS);

    await expect(respond(runtime, { action_id, decision: "allow_once" })).rejects.toMatchObject({
      code: "conflict",
      details: { decision: "expired" },
    });
    const second = await runtime.reaches(run.run_id, ({ approvals }) => approvals.length === 2);
    expect(second.calls[0]?.status).toBe("expired");
    const entries = await (await runtime.thread(run.run_id)).log.read(0);
    const ends = entries.filter(({ event }) => event.action_id === action_id);
    const types = typesOf(ends.map(({ event }) => event));
    expect(types.filter((type) => type === "action.resolved")).toHaveLength(1);
  });
});

describe("a restart", () => {
  it("F18 approval-restart: leaves the earlier decision standing", async () => {
    const { store, action_id, runtime } = await restarted({ answeredBefore: true });

    const later = await testRuntime({ store, passes: WRITE });
    const again = respond(later, { action_id, decision: "allow_once" });

    await expect(again).rejects.toMatchObject({
      code: "conflict",
      details: { decision: "deny", decided_by: "person", reason: "No" },
    });
    expect(runtime.failures).toEqual([]);
  });

  it("F18 approval-restart: leaves an open question open: it is answered after it, once", async () => {
    const { store, action_id, run_id } = await restarted({ answeredBefore: false });
    const later = await testRuntime({ store, passes: WRITE });
    const { threads, queue } = later.services;
    await threads.load((thread) => queue.wake(thread));

    const answers = await Promise.allSettled([
      respond(later, { action_id, decision: "allow_session" }),
      respond(later, { action_id, decision: "deny" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    const { run, events } = await later.ended(run_id);
    expect(run.calls[0]?.status).toBe("done");
    expect(payloadsOf(events, "action.resolved")).toHaveLength(1);
  });
});

describe("resolve_permission", () => {
  it("says yes for as long as it is told, and meets the answers of respond_action", async () => {
    const { runtime, run, action_id } = await asking();

    const input = { action_id, verdict: "allow", scope: "session" };
    const resolved = await dispatch("resolve_permission", input, runtime.services);

    expect(resolved).toMatchObject({ decision: "allow_session" });
    await expect(respond(runtime, { action_id, decision: "deny" })).rejects.toMatchObject({
      code: "conflict",
      details: { decision: "allow_session" },
    });
    expect((await runtime.ended(run.run_id)).run.approvals).toHaveLength(1);
  });
});

describe("evaluate_permission", () => {
  it("says what the gate would, with the rule and its source, and asks nobody", async () => {
    const policy = { rules: [{ match: "wr*", args: { path: "*.env" }, verdict: "deny" }] };
    const { services } = await testRuntime({ policy });
    const ask = (tool: string, path: string) =>
      dispatch("evaluate_permission", { tool, arguments: { path } }, services);

    expect(await ask("write", ".env")).toEqual({
      verdict: "deny",
      rule: "deny wr* (path: *.env)",
      source: "file",
      mode: "default",
    });
    expect(await ask("write", "a.md")).toMatchObject({ verdict: "ask", source: "mode" });
    await expect(ask("fly", "a.md")).rejects.toMatchObject({ code: "not_found" });
    expect(await services.threads.list()).toEqual([]);
  });
});

async function asking(
  options: Parameters<typeof testRuntime>[0] = {},
): Promise<{ runtime: Runtime; run: RunState; action_id: string }> {
  const runtime = await testRuntime({ passes: WRITE, ...options });
  const { run_id } = await runtime.submit("Write");
  const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
  return { runtime, run, action_id: run.approvals[0]?.action_id ?? "" };
}

/** A runtime that stopped while a question was open, or just after it was answered. */
async function restarted({ answeredBefore }: { readonly answeredBefore: boolean }) {
  const store = openMemoryStore();
  const { runtime, run, action_id } = await asking({ store });
  if (answeredBefore) await respond(runtime, { action_id, decision: "deny", reason: "No" });
  await runtime.services.queue.drain();
  return { store, runtime, action_id, run_id: run.run_id };
}

function respond(runtime: Runtime, answer: object): Promise<{ rule_id?: string }> {
  // The catalogue answers with the result of the command that was named.
  return dispatch("respond_action", answer, runtime.services) as Promise<{ rule_id?: string }>;
}
