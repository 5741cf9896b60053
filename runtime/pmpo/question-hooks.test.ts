import { expect, test } from "vitest";

import type { Hook } from "#runtime/hook/hook.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
const READ = WRITE.replace("tool: write", "tool: read");
const guard = (run: Hook["run"]): Hook => ({ name: "guard", point: "permission_request", run });

test("a hook before a question answers for the person, or leaves it to them", async () => {
  const seen: unknown[] = [];
  const asked = (answer: Awaited<ReturnType<Hook["run"]>>) => [
    guard(async ({ tool_input, rule }) => (seen.push([tool_input, rule]), answer)),
  ];
  const yes = await testRuntime({ passes: WRITE, hooks: asked({ decision: "allow" }) });
  const no = await testRuntime({
    passes: WRITE,
    hooks: asked({ decision: "deny", reason: "not today" }),
  });
  const leaves = await testRuntime({ passes: WRITE, hooks: asked({ decision: "ask" }) });

  const allowed = await yes.ask("Write");
  const denied = await no.ask("Write");
  const { run_id } = await leaves.submit("Write");
  const waiting = await leaves.reaches(run_id, ({ approvals }) => approvals.length > 0);

  expect(seen[0]).toEqual([{ path: "a.md" }, "default mode for tools that act"]);
  expect(allowed.run).toMatchObject({ calls: [{ status: "done" }], approvals: [] });
  expect(payloadsOf(allowed.events, "permission.evaluated")).toMatchObject([
    { verdict: "allow", rule: "allow by guard", source: "hook" },
  ]);
  expect(denied.run).toMatchObject({ calls: [{ status: "denied" }], approvals: [] });
  expect(waiting.approvals).toMatchObject([
    {
      rule: "default mode for tools that act",
      decisions: expect.arrayContaining(["allow_always"]),
    },
  ]);
});

test("a hook before a question cannot say yes to what a rule asks, and is not asked without one", async () => {
  const hooks = [guard(async () => ({ decision: "allow" }))];
  const policy = { rules: [{ match: "write", verdict: "ask" }] };
  const ruled = await testRuntime({ passes: WRITE, hooks, policy });
  const { run_id } = await ruled.submit("Write");

  const run = await ruled.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const read = await (await testRuntime({ passes: READ, hooks })).ask("Read");

  expect(run.approvals).toMatchObject([{ rule: "ask write" }]);
  expect(typesOf(read.events)).not.toContain("hook.started");
});

test("a hook before a question that fails leaves it to the person, unless it blocks", async () => {
  const broken = guard(() => Promise.reject(new Error("x")));
  const lenient = await testRuntime({ passes: WRITE, hooks: [broken] });
  const strict = await testRuntime({
    passes: WRITE,
    hooks: [{ ...broken, on_failure: "block" }],
  });
  const { run_id } = await lenient.submit("Write");

  const run = await lenient.reaches(run_id, ({ approvals }) => approvals.length > 0);

  expect(run.status).toBe("waiting_permission");
  expect((await strict.ask("Write")).run.calls[0]?.status).toBe("denied");
});
