import { expect, test } from "vitest";

import { HookPoint } from "#runtime/event/hook.ts";
import { findContainment } from "#runtime/process/node-containment.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { HookInput } from "./hook.ts";
import { HookConfig, HookConfigs } from "./hook-config.ts";
import { commandHook } from "./node-command-hook.ts";

const containment = await findContainment();
const input: HookInput = {
  point: "pre_tool_use",
  hook_run_id: "hook_1",
  session_id: "s_1",
  thread_id: "th_1",
  run_id: "r_1",
  agent: "guide",
  tool_name: "write",
  tool_input: { path: "a.md" },
};

function run(script: string, signal = new AbortController().signal) {
  const command = [process.execPath, "-e", script];
  const config = HookConfig.parse({ point: "pre_tool_use", name: "test", command });
  const services = { containment, clock: systemClock, env: { PATH: process.env["PATH"] ?? "" } };
  return commandHook(config, services).run(input, signal);
}

const READ = 'const given = JSON.parse(require("fs").readFileSync(0, "utf8"));';

test("a command reads the call as JSON and answers with JSON", async () => {
  const answer = await run(
    `${READ} console.log(JSON.stringify({ decision: "ask", reason: given.tool_input.path }));`,
  );

  expect(answer).toEqual({ decision: "ask", reason: "a.md" });
});

test("exit code 2 is a no, in the words of standard error", async () => {
  expect(await run('console.error("not on Fridays"); process.exit(2);')).toEqual({
    decision: "deny",
    reason: "not on Fridays",
  });
});

test("a command that says nothing has nothing against it", async () => {
  expect(await run("")).toEqual({});
});

test.each([
  ["console.error('lost'); process.exit(1)", "code 1: lost"],
  ["console.log('yes')", "not JSON"],
  ["process.kill(process.pid, 'SIGKILL')", "It "],
  ["console.log('x'.repeat(300000))", "more than"],
])("the command %j fails with its reason", async (script, reason) => {
  await expect(run(script)).rejects.toThrow(reason);
});

test("a program that is not there is named", async () => {
  const config = HookConfig.parse({ point: "stop", command: ["no-such-program-here"] });
  const hook = commandHook(config, { containment, clock: systemClock, env: { PATH: "/nowhere" } });

  await expect(hook.run(input, new AbortController().signal)).rejects.toThrow("no-such-program");
});

test("a command that never ends is ended by the signal", async () => {
  const stop = new AbortController();
  const running = run("setInterval(() => {}, 1000)", stop.signal);

  stop.abort();

  await expect(running).rejects.toThrow(/aborted|ended/);
});

test("two hooks of one name at one point are refused", () => {
  const hook = { point: "stop", command: ["true"] };

  expect(HookConfigs.safeParse([hook, hook]).success).toBe(false);
  expect(HookConfigs.safeParse([hook, { ...hook, name: "other" }]).success).toBe(true);
});

test.each(HookPoint.options)("a hook can be configured at %s", (point) => {
  expect(HookConfigs.safeParse([{ point, command: ["true"] }]).success).toBe(true);
});

test.each([
  [{ point: "session_begin", command: ["true"] }, "point"],
  [{ point: "session_start", command: [] }, "command"],
  [{ point: "stop", command: ["true"], additional_context: "x" }, "additional_context"],
])("the hook %j is refused by its name", (hook, word) => {
  const { error } = HookConfigs.safeParse([hook]);

  expect(error?.message).toContain(word);
});
