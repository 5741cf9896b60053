import { expect, test } from "vitest";

import type { Hook } from "#runtime/hook/hook.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import {
  ManualClock,
  payloadsOf,
  reader,
  testRuntime,
  typesOf,
  writer,
} from "#runtime/test-runtime.ts";
import { ToolError } from "#runtime/tool/tool.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
const READ = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
const guard = (run: Hook["run"], more: Partial<Hook> = {}): Hook => {
  return { name: "guard", point: "pre_tool_use", run, ...more };
};

test("a hook before a tool sees the call, and its no is a rule that decides", async () => {
  const seen: unknown[] = [];
  const hooks = [
    guard(async (input) => {
      seen.push([input.tool_name, input.tool_input]);
      return { decision: "deny", reason: "not today" };
    }),
  ];
  const runtime = await testRuntime({ passes: READ, hooks });

  const { run, events } = await runtime.ask("Read");

  expect(seen).toEqual([["read", { path: "a.md" }]]);
  expect(payloadsOf(events, "permission.evaluated")).toMatchObject([
    { verdict: "deny", rule: "deny by guard: not today", source: "hook" },
  ]);
  expect(run.calls[0]?.status).toBe("denied");
  const types = typesOf(events);
  expect(types.indexOf("hook.started")).toBeLessThan(types.indexOf("hook.completed"));
  expect(types.indexOf("hook.completed")).toBeLessThan(types.indexOf("permission.evaluated"));
});

test("a hook that allows answers for the person, and not for a rule", async () => {
  const hooks = [guard(async () => ({ decision: "allow" }))];
  const rules = [{ match: "write", verdict: "deny" }];

  const free = await (await testRuntime({ passes: WRITE, hooks })).ask("Write");
  const ruled = await (await testRuntime({ passes: WRITE, hooks, policy: { rules } })).ask("Write");

  expect(free.run.calls[0]?.status).toBe("done");
  expect(free.run.approvals).toEqual([]);
  expect(ruled.run.calls[0]?.status).toBe("denied");
});

test("a hook that asks puts a read before the person", async () => {
  const runtime = await testRuntime({
    passes: READ,
    hooks: [guard(async () => ({ decision: "ask" }))],
  });
  const { run_id } = await runtime.submit("Read");

  const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

  expect(run.approvals[0]).toMatchObject({ tool: "read", rule: "ask by guard" });
});

test("changed input is what the gate judges and what runs, and the model is told", async () => {
  const hooks = [
    guard(async () => ({ decision: "allow", updated_input: { path: "safe.md" } })),
    guard(async ({ tool_input }) => ({ reason: JSON.stringify(tool_input) }), { name: "second" }),
  ];
  const runtime = await testRuntime({ passes: WRITE, hooks });

  const { run, events } = await runtime.ask("Write");

  expect(run.calls[0]).toMatchObject({
    status: "done",
    changed_by: "hook",
    arguments: { path: "safe.md" },
    output: { content: 'wrote "safe.md"' },
  });
  expect(payloadsOf(events, "hook.completed")[1]?.reason).toBe('{"path":"safe.md"}');
});

test("changed input that does not fit the tool's schema is refused", async () => {
  const hooks = [guard(async () => ({ decision: "allow", updated_input: { path: 7 } }))];

  const { run } = await (await testRuntime({ passes: WRITE, hooks })).ask("Write");

  expect(run.calls[0]?.status).toBe("invalid_arguments");
});

test.each([
  ["throws", () => Promise.reject(new Error("broken")), "error"],
  ["answers nonsense", () => Promise.resolve({ decision: "maybe" } as never), "invalid_answer"],
])("a hook before a tool that %s denies the call", async (_how, run, code) => {
  const { run: ended, events } = await (
    await testRuntime({ passes: READ, hooks: [guard(run)] })
  ).ask("Read");

  expect(ended.calls[0]?.status).toBe("denied");
  expect(payloadsOf(events, "hook.failed")).toMatchObject([{ effect: "blocked", error: { code } }]);
});

test("a hook whose failure is to be ignored holds nothing up", async () => {
  const hooks = [guard(() => Promise.reject(new Error("broken")), { on_failure: "ignore" })];

  const { run, events } = await (await testRuntime({ passes: READ, hooks })).ask("Read");

  expect(run.calls[0]?.status).toBe("done");
  expect(payloadsOf(events, "hook.failed")).toMatchObject([{ effect: "ignored" }]);
});

test("a hook that never answers is given up after its time", async () => {
  const clock = new ManualClock();
  const began = Promise.withResolvers<void>();
  const hook = guard(() => (began.resolve(), new Promise(() => {})), { timeout_ms: 5_000 });
  const runtime = await testRuntime({ passes: READ, hooks: [hook], clock });
  const { run_id } = await runtime.submit("Read");
  await began.promise;

  clock.advance(5_000);

  const { run, events } = await runtime.ended(run_id);
  expect(run.calls[0]?.status).toBe("denied");
  expect(payloadsOf(events, "hook.failed")).toMatchObject([{ error: { code: "timed_out" } }]);
});

test("a stop ends a hook that never answers, and the run", async () => {
  const began = Promise.withResolvers<void>();
  const runtime = await testRuntime({
    passes: READ,
    hooks: [guard(() => (began.resolve(), new Promise(() => {})))],
  });
  const { run_id } = await runtime.submit("Read");
  await began.promise;
  const thread = await runtime.thread(run_id);
  const payload = { reason: "Enough", requested_by: "person" } as const;

  await thread.append([{ type: "task.cancel_requested", run_id, payload }]);

  const { run, events } = await runtime.ended(run_id);
  expect(run.status).toBe("cancelled");
  expect(payloadsOf(events, "hook.failed")).toMatchObject([{ error: { code: "cancelled" } }]);
});

test("a hook hears only of the tools that it is about", async () => {
  const hooks = [guard(async () => ({ decision: "deny" }), { match: "wri*" })];

  const { run, events } = await (await testRuntime({ passes: READ, hooks })).ask("Read");

  expect(run.calls[0]?.status).toBe("done");
  expect(typesOf(events)).not.toContain("hook.started");
});

test("a hook after a tool may put other words before the model, or none", async () => {
  const say = (answer: Awaited<ReturnType<Hook["run"]>>) => [
    guard(async () => answer, { point: "post_tool_use" }),
  ];
  const other = await testRuntime({ passes: READ, hooks: say({ updated_output: "[cut]" }) });
  const none = await testRuntime({ passes: READ, hooks: say({ decision: "deny", reason: "no" }) });

  expect((await other.ask("Read")).run.calls[0]?.output?.content).toBe("[cut]");
  const { run } = await none.ask("Read");
  expect(run.calls[0]?.output?.content).toBe('The hook "guard" withheld this result: no');
});

test("a hook hears of a tool that failed", async () => {
  const heard: unknown[] = [];
  const tools = [{ ...writer, run: () => Promise.reject(new Error("full")) }];
  const hook = guard(async ({ tool_error }) => (heard.push(tool_error), {}), {
    point: "post_tool_failure",
  });

  await (
    await testRuntime({ passes: WRITE, tools, hooks: [hook], policy: { mode: "bypass" } })
  ).ask("Write");

  expect(heard).toEqual([expect.stringContaining("full")]);
});

test.each([
  ["pre_tool_use", "read"],
  ["post_tool_use", "read"],
  ["permission_request", "write"],
] as const)("what a hook adds at %s stands beside the call's result", async (point, tool) => {
  const requests: ModelRequest[] = [];
  const hooks = [
    guard(async () => ({ decision: "continue", additional_context: "Seen" }), { point }),
    guard(async () => ({ decision: "allow" }), { point: "permission_request", name: "yes" }),
  ];
  const runtime = await testRuntime({ driver: calling(tool, requests), hooks });

  await runtime.ask("Go");

  const result = requests[1]?.messages.find(({ role }) => role === "tool");
  expect(result?.content).toMatch(/"a\.md"\n\n\[Added by the hook "guard"\]\nSeen$/);
});

test("what a hook adds about a call that failed stands beside the error", async () => {
  const requests: ModelRequest[] = [];
  const tools = [{ ...reader, run: () => Promise.reject(new ToolError("There is no a.md")) }];
  const hooks = [guard(async () => ({ additional_context: "Look in b.md" }), FAILURE)];

  await (await testRuntime({ driver: calling("read", requests), tools, hooks })).ask("Go");

  expect(requests[1]?.messages.find(({ role }) => role === "tool")).toMatchObject({
    content: 'There is no a.md\n\n[Added by the hook "guard"]\nLook in b.md',
    is_error: true,
  });
});

const FAILURE = { point: "post_tool_failure" } as const;

test("output that a hook suppresses is kept from the model", async () => {
  const hooks = [guard(async () => ({ suppress_output: true }), { point: "post_tool_use" })];

  const { run, events } = await (await testRuntime({ passes: READ, hooks })).ask("Read");

  expect(run.calls[0]?.output?.content).toBe('The hook "guard" withheld this result');
  expect(payloadsOf(events, "tool.result")[0]?.output.content).toBe('read "a.md"');
});

/** A model that calls a tool once, and keeps what it is asked. */
function calling(name: string, requests: ModelRequest[]): ModelDriver {
  return {
    provider: "test",
    model: "driver",
    async *stream(request) {
      requests.push(request);
      if (requests.length > 1) {
        yield [{ type: "done", finish_reason: "stop" }];
        return;
      }
      yield [
        { type: "tool_call_complete", id: "c1", name, arguments: '{"path":"a.md"}' },
        { type: "done", finish_reason: "tool_calls" },
      ];
    },
  };
}
