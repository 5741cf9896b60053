import { describe, expect, it } from "vitest";

import type { ToolOutput } from "#runtime/event/tool.ts";
import { RunningProcesses } from "#runtime/process/running-processes.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import type { Tool, ToolContext, ToolFact } from "#runtime/tool/tool.ts";
import { dispatch } from "./dispatch.ts";

const CALL = `[{ steps: [{ calls: [{ tool: talk, arguments: {} }] }] }, { steps: [{ text: Done }] }]`;

/** A runtime with a tool whose process lives until a person writes to it or ends it. */
async function talking() {
  const processes = new RunningProcesses();
  const { promise, resolve } = Promise.withResolvers<ToolOutput>();
  const tool: Tool = {
    name: "talk",
    description: "Talks",
    source: "native",
    effect: "read",
    input_schema: { type: "object" },
    run: (_args, context) => {
      begin(context, processes, resolve);
      return promise;
    },
  };
  const runtime = await testRuntime({ passes: CALL, tools: [tool] });
  return { runtime, services: { ...runtime.services, processes } };
}

const process_id = "p_1";

function begin(
  context: ToolContext,
  processes: RunningProcesses,
  resolve: (output: ToolOutput) => void,
): void {
  const record = (fact: ToolFact) => context.record(fact);
  record({ type: "process.started", payload: { process_id, command: ["cat"], cwd: "/" } });
  const leave = processes.add({
    process_id,
    takesInput: true,
    write: (text) => {
      record({ type: "process.input", payload: { process_id, text } });
      record({ type: "process.output", payload: { process_id, stream: "stdout", text } });
    },
    terminate: (reason) => {
      const payload = { process_id, reason, requested_by: "person" } as const;
      record({ type: "process.terminated", payload });
      leave();
      resolve({ content: "Ended" });
    },
  });
}

describe("a running command", () => {
  it("is shown, written to and ended by commands, and its call tells of it in the log", async () => {
    const { runtime, services } = await talking();
    const { run_id, thread_id } = await runtime.submit("Talk");
    await runtime.reaches(run_id, ({ environment }) => environment?.processes.length === 1);

    const shown = await dispatch("get_execution_environment", { thread_id }, services);
    const wrote = await dispatch("write_process_stdin", { process_id, input: "Hi" }, services);
    const ended = await dispatch("terminate_process", { process_id, reason: "Enough" }, services);
    const { run, events } = await runtime.ended(run_id);

    expect(shown).toMatchObject({ active_processes: [{ process_id, command: ["cat"] }] });
    expect([wrote, ended]).toEqual([
      { process_id, written: 2, ended: false },
      { process_id, requested: true },
    ]);
    expect(run.status).toBe("completed");
    expect(
      typesOf(events).filter((type) => /^(process|tool\.(started|result))/.test(type)),
    ).toEqual([
      "tool.started",
      "process.started",
      "process.input",
      "process.output",
      "process.terminated",
      "tool.result",
    ]);
    const call = events.find(({ type }) => type === "tool.started")?.tool_call_id;
    const told = events.filter(({ type }) => type.startsWith("process."));
    expect(new Set(told.map(({ tool_call_id }) => tool_call_id))).toEqual(new Set([call]));
    expect(payloadsOf(events, "process.input")).toEqual([{ process_id, text: "Hi" }]);
  });

  it.each([
    ["write_process_stdin", { input: "y" }],
    ["terminate_process", { reason: "Too long" }],
  ])("that has ended is not found by %s", async (name, more) => {
    const { services } = await talking();

    await expect(dispatch(name, { process_id, ...more }, services)).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(process_id),
    });
  });

  it("that takes no input says so", async () => {
    const { services } = await talking();
    services.processes.add({ process_id, takesInput: false, write: () => {}, terminate: () => {} });

    const written = dispatch("write_process_stdin", { process_id, input: "y" }, services);

    await expect(written).rejects.toMatchObject({ code: "conflict" });
  });
});
