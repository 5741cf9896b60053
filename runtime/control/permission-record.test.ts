import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { ManualClock, testRuntime, writer } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { getToolInventory } from "./get-tool-inventory.ts";

const CALLS = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }, { tool: write, arguments: { path: b.md } }] }]
- steps: [{ text: Done }]
`;
const HOUR_MS = 60 * 60_000;
type Runtime = Awaited<ReturnType<typeof testRuntime>>;

function summary(runtime: Runtime, thread_id: string): Promise<unknown> {
  const input = { snapshot: "permission_sandbox_summary", thread_id };
  return dispatch("get_snapshot", input, runtime.services);
}

async function asking(options: object = {}) {
  const store = openMemoryStore();
  const runtime = await testRuntime({ store, passes: CALLS, ...options });
  const { run_id, thread_id } = await runtime.submit("Go");
  const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
  return { runtime, store, run_id, thread_id, action_id: run.approvals[0]?.action_id ?? "" };
}

describe("the decisions about calls", () => {
  it("say what was decided, by which rule, and what still waits for whom and how long", async () => {
    const { runtime, thread_id, run_id, action_id } = await asking();

    expect(await summary(runtime, thread_id)).toMatchObject({
      decisions: [
        {
          tool: "read",
          run_id,
          decision: "allow",
          decision_source: "mode",
          mode: "default",
          rule_refs: [expect.stringContaining("only read")],
          arguments_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        {
          tool: "write",
          decision: "ask",
          approval_action_id: action_id,
          expires_at: expect.any(String),
        },
      ],
    });
  });

  it("say who answered, for how long, and which arguments they put in their place", async () => {
    const { runtime, store, thread_id, run_id, action_id } = await asking();
    const answer = { action_id, decision: "allow_session", arguments: { path: "mine.md" } };

    await dispatch("respond_action", answer, runtime.services);
    const { events } = await runtime.ended(run_id);
    await runtime.services.queue.drain();
    const told = await summary(runtime, thread_id);

    const resolved = events.find(({ type }) => type === "action.resolved");
    const decided = events.find(({ type }) => type === "permission.resolved");
    expect(told).toMatchObject({
      decisions: [
        { tool: "read" },
        {
          decision: "allow",
          decision_source: "person",
          scope: "session",
          updated_input_ref: `event:${resolved?.event_id}`,
          resolved_at: decided?.timestamp,
        },
      ],
    });
    expect(await summary(await testRuntime({ store }), thread_id)).toEqual(told);
  });

  it("stand in the log as a request when a person is asked, and as its answer afterwards", async () => {
    const { runtime, run_id, action_id } = await asking();

    await dispatch("respond_action", { action_id, decision: "allow_once" }, runtime.services);
    const { events } = await runtime.ended(run_id);

    const told = events.filter(({ type }) => /^permission\.(requested|resolved)$/.test(type));
    expect(told).toMatchObject([
      { type: "permission.requested", action_id, payload: { tool: "write", source: "mode" } },
      { type: "permission.resolved", action_id, payload: { verdict: "allow", scope: "once" } },
    ]);
  });

  it("do not call a question allowed that nobody answered", async () => {
    const clock = new ManualClock();
    const { runtime, thread_id, run_id } = await asking({ clock });

    clock.advance(HOUR_MS + 1);
    await runtime.ended(run_id);

    expect(await summary(runtime, thread_id)).toMatchObject({
      decisions: [{}, { tool: "write", decision: "expired", decision_source: "runtime" }],
    });
  });
});

describe("the inventory of tools", () => {
  it("says of each tool what it does to the world, and what the gate says of it", async () => {
    const rules = [
      { match: "write", verdict: "deny", args: { path: { path: "secret/**" } } },
      { match: "rm", verdict: "deny" },
    ];
    const tools = [writer, { ...writer, name: "rm", source: "shell" }];
    const { services } = await testRuntime({ tools, policy: { rules } });

    const inventory = await perform(getToolInventory, {}, services);

    expect(inventory.tools).toMatchObject([
      {
        name: "write",
        is_read_only: false,
        is_concurrency_safe: false,
        is_destructive: "unknown",
        interrupt_behavior: "cancelled_or_lost",
        capabilities: ["write"],
        runtime_owner: "local",
        policy: "ask",
        policy_depends_on_arguments: true,
      },
      {
        name: "rm",
        runtime_owner: "mcp_server",
        policy: "deny",
        policy_depends_on_arguments: false,
      },
    ]);
  });

  it("is the one that a run was given, also in its snapshot", async () => {
    const { runtime, thread_id } = await asking();

    const input = { snapshot: "tool_inventory_snapshot", thread_id };
    expect(await dispatch("get_snapshot", input, runtime.services)).toMatchObject({
      tools: [
        { name: "read", is_read_only: true, is_concurrency_safe: true, is_destructive: false },
        { name: "write", is_read_only: false },
      ],
    });
  });
});
