import { expect, test } from "vitest";

import type { Hook, HookInput } from "#runtime/hook/hook.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";

const CALLS: readonly NormalizedEvent[] = [
  { type: "message_delta", text: "I write." },
  { type: "tool_call_complete", id: "c1", name: "write", arguments: '{"path":"a.md"}' },
  { type: "tool_call_complete", id: "c2", name: "read", arguments: '{"path":"a.md"}' },
  { type: "done", finish_reason: "tool_calls" },
];
const SAYS: readonly NormalizedEvent[] = [
  { type: "message_delta", text: "Done" },
  { type: "done", finish_reason: "stop" },
];
const review = (run: Hook["run"], more: Partial<Hook> = {}): Hook => {
  return { name: "review", point: "post_sampling", run, ...more };
};

test("a hook sees each answer with its calls before any of them is put before the gate", async () => {
  const seen: HookInput[] = [];
  const hooks = [review(async (input) => (seen.push(input), {}))];
  const runtime = await testRuntime({ driver: answering([CALLS, SAYS]), hooks, policy: BYPASS });

  const { run, events } = await runtime.ask("Write");

  expect(run.status).toBe("completed");
  expect(seen).toMatchObject([
    {
      text: "I write.",
      tool_calls: [
        { tool_name: "write", arguments_text: '{"path":"a.md"}' },
        { tool_name: "read" },
      ],
    },
    { text: "Done", tool_calls: [] },
  ]);
  const types = typesOf(events);
  expect(types.indexOf("hook.completed")).toBeLessThan(types.indexOf("permission.evaluated"));
});

test("a hook that objects keeps every call from being made, and the model reads why", async () => {
  const requests: ModelRequest[] = [];
  const hooks = [
    review(async ({ tool_calls = [] }) =>
      tool_calls.length > 0 ? { decision: "block", reason: "Only talk" } : {},
    ),
  ];
  const driver = answering([CALLS, SAYS], requests);
  const runtime = await testRuntime({ driver, hooks, policy: BYPASS });

  const { run, events } = await runtime.ask("Write");

  expect(run.status).toBe("completed");
  expect(run.calls.map(({ status }) => status)).toEqual(["denied", "denied"]);
  expect(typesOf(events)).not.toContain("permission.evaluated");
  expect(payloadsOf(events, "tool.failed")).toHaveLength(2);
  expect(requests[1]?.messages.slice(-3)).toMatchObject([
    { role: "assistant", content: "I write." },
    { role: "tool", content: "write was not made: Only talk", is_error: true },
    { role: "tool", content: "read was not made: Only talk", is_error: true },
  ]);
  expect(run.parts).toContainEqual(
    expect.objectContaining({ kind: "notice", detail: "Only talk" }),
  );
});

test("the first objection ends it: no further hook sees the answer", async () => {
  const seen: string[] = [];
  const objects = review(async ({ text = "" }) => (text === "Done" ? {} : { decision: "deny" }));
  const second = review(async ({ text = "" }) => (seen.push(text), {}), { name: "second" });
  const runtime = await testRuntime({
    driver: answering([CALLS, SAYS]),
    hooks: [objects, second],
    policy: BYPASS,
  });

  const { run } = await runtime.ask("Write");

  expect(seen).toEqual(["Done"]);
  expect(run.objections).toMatchObject([
    { point: "post_sampling", reason: 'The hook "review" objects to your answer' },
  ]);
});

test("an answer without calls that a hook objects to is given anew", async () => {
  const requests: ModelRequest[] = [];
  let isFirst = true;
  const hooks = [
    review(async () => {
      if (!isFirst) return {};
      isFirst = false;
      return { decision: "block", reason: "Name the file" };
    }),
  ];

  const { run } = await (
    await testRuntime({ driver: answering([SAYS], requests), hooks })
  ).ask("Say");

  expect(run.status).toBe("completed");
  expect(requests).toHaveLength(2);
  expect(requests[1]?.messages.at(-1)).toMatchObject({ role: "user", content: "Name the file" });
});

test("a hook that always objects ends the run after the fourth answer", async () => {
  const requests: ModelRequest[] = [];
  const hooks = [review(async () => ({ decision: "block", reason: "No" }))];
  const runtime = await testRuntime({
    driver: answering([CALLS], requests),
    hooks,
    policy: BYPASS,
  });

  const { run, events } = await runtime.ask("Write");

  expect(requests).toHaveLength(4);
  expect(run).toMatchObject({ status: "failed", error: { code: "blocked_by_hook" } });
  expect(payloadsOf(events, "tool.failed")).toHaveLength(8);
  expect(typesOf(events)).not.toContain("tool.started");
});

test("what a hook adds to an answer is read with the next request, also of the next turn", async () => {
  const requests: ModelRequest[] = [];
  const hooks = [review(async ({ text = "" }) => ({ additional_context: `Checked: ${text}` }))];
  const driver = answering([CALLS, SAYS], requests);
  const runtime = await testRuntime({ driver, hooks, policy: BYPASS });

  const { run } = await runtime.ask("Write");
  await runtime.ask("And?", { thread_id: run.thread_id });

  const added = (text: string) => `[Added by the hook "review"]\nChecked: ${text}`;
  expect(requests[1]?.messages.at(-1)).toMatchObject({
    role: "tool",
    content: `read "a.md"\n\n${added("I write.")}`,
  });
  expect(requests[2]?.messages.slice(-2)).toEqual([
    { role: "user", content: added("Done") },
    { role: "user", content: "And?" },
  ]);
});

test("a failing hook lets the answer pass, unless it blocks", async () => {
  const broken = review(() => Promise.reject(new Error("x")));
  const lenient = await testRuntime({ driver: answering([SAYS]), hooks: [broken] });
  const strict = await testRuntime({
    driver: answering([SAYS]),
    hooks: [{ ...broken, on_failure: "block" }],
  });

  expect((await lenient.ask("Say")).run.status).toBe("completed");
  expect((await strict.ask("Say")).run.error?.message).toContain('The hook "review" failed: x');
});

const BYPASS = { mode: "bypass" };

/** A model that gives the answers in turn, and the last one from then on. */
function answering(
  answers: readonly (readonly NormalizedEvent[])[],
  requests: ModelRequest[] = [],
): ModelDriver {
  return {
    provider: "test",
    model: "driver",
    async *stream(request) {
      requests.push(request);
      yield answers[requests.length - 1] ?? answers.at(-1) ?? [];
    },
  };
}
