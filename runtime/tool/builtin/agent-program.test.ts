import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import type { Json } from "#runtime/event/shared.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { agentProgramTool } from "./agent-program-tool.ts";
import { AgentProgram } from "./agent-program.ts";
import type { RunProcess } from "./process-tools.ts";
import { runTool } from "./testing/run-tool.ts";

/** A runner that starts nothing and keeps what it was asked to start. */
function recorder(): { run: RunProcess; started: (readonly string[])[] } {
  const started: (readonly string[])[] = [];
  const run: RunProcess = async ({ argv }) => {
    started.push(argv);
    return { exit_code: 0, output: "3 lines\n", duration_ms: 1 };
  };
  return { run, started };
}

const COUNT = {
  name: "count",
  description: "Counts",
  command: ["wc"],
  parameters: {
    properties: { file: { type: "string" }, width: { type: "integer" }, all: { type: "boolean" } },
    required: ["file"],
  },
};

async function argvOf(more: object, args: Record<string, Json>): Promise<readonly string[]> {
  const { run, started } = recorder();
  const program = AgentProgram.parse({ ...COUNT, ...more });
  await runTool([agentProgramTool(program, run, 1_000)], "count", args);
  return started[0] ?? [];
}

describe("agentProgramTool()", () => {
  it("puts arguments where the file says, and none that was not given (150)", async () => {
    const args = ["-l", "--width={width}", "{file}"];

    expect(await argvOf({ args }, { file: "a b; rm", width: 3 })).toEqual([
      "wc",
      "-l",
      "--width=3",
      "a b; rm",
    ]);
    expect(await argvOf({ args }, { file: "a" })).toEqual(["wc", "-l", "a"]);
  });

  it("gives arguments as options where the file does not say", async () => {
    const given = { file: "-x", width: 3, all: true };

    expect(await argvOf({}, given)).toEqual(["wc", "--file=-x", "--width=3", "--all"]);
  });

  it.each([
    [{ args: ["{file}"] }, { file: "--files0-from=/etc/passwd" }, "would be an option"],
    [{ args: ["x{file}"] }, { file: "a\0b" }, "NUL"],
    [{}, { "a b": "c" }, "no name of an option"],
  ])("refuses what would be more than an argument: %j %j", async (more, args, words) => {
    await expect(argvOf(more, args)).rejects.toThrow(words);
  });

  it("takes words behind -- where the file has no schema", async () => {
    const { run, started } = recorder();
    const jq = AgentProgram.parse({ name: "jq", description: "Reads", command: ["jq", "."] });

    await runTool([agentProgramTool(jq, run, 1_000)], "jq", { args: ["-n"] });

    expect(started).toEqual([["jq", ".", "--", "-n"]]);
  });
});

const CALL = (args: string): string => `
- steps: [{ calls: [{ tool: count, arguments: ${args} }] }]
- steps: [{ text: Done }]
`;

async function runtimeWith(passes: string, policy?: object) {
  const { run, started } = recorder();
  const agents = [
    Agent.parse({ id: "clerk", system_prompt: "x", tools: ["count"], programs: [COUNT] }),
    Agent.parse({ id: "other", system_prompt: "x" }),
  ];
  const runtime = await testRuntime({
    passes,
    agents,
    ...(policy !== undefined && { policy }),
    programs: (all) => all.map((program) => agentProgramTool(program, run, 1_000)),
  });
  return { runtime, started };
}

describe("a program of an agent", () => {
  it("asks before it runs, as any tool that changes something", async () => {
    const { runtime, started } = await runtimeWith(CALL("{ file: a.md }"));

    const { run_id } = await runtime.submit("Go");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    expect(run.approvals[0]).toMatchObject({ tool: "count" });
    expect(started).toEqual([]);
  });

  it("runs where a rule allows it, and only with arguments that fit its schema", async () => {
    const policy = { mode: "default", rules: [{ match: "count", verdict: "allow" }] };
    const good = await runtimeWith(CALL("{ file: a.md }"), policy);
    const bad = await runtimeWith(CALL("{ width: 3 }"), policy);

    const { events } = await good.runtime.ask("Go");
    const refused = await bad.runtime.ask("Go");

    expect(good.started).toEqual([["wc", "--file=a.md"]]);
    expect(payloadsOf(events, "tool.result")[0]).toMatchObject({ output: { content: "3 lines" } });
    expect(bad.started).toEqual([]);
    expect(refused.run.calls[0]?.error?.message).toContain("file");
  });

  it("is a tool of that agent alone", async () => {
    const { runtime } = await runtimeWith("[{ steps: [{ text: Hello }] }]");

    const { run } = await runtime.ask("Go", { options: { agent: "other" } });

    expect(run.tools.map(({ name }) => name)).not.toContain("count");
  });
});
