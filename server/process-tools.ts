import { readFile, realpath } from "node:fs/promises";

import { findSandbox, type Sandbox } from "#runtime/process/node-sandbox.ts";
import type { RunningProcesses } from "#runtime/process/running-processes.ts";
import { systemClock, systemIds } from "#runtime/system-services.ts";
import type { BuiltinConfig, CliConfig } from "#runtime/tool/builtin/builtin-config.ts";
import { agentProgramTool } from "#runtime/tool/builtin/agent-program-tool.ts";
import type { AgentProgram } from "#runtime/tool/builtin/agent-program.ts";
import { runProcess } from "#runtime/tool/builtin/node-run-process.ts";
import type { SkillScriptRunner } from "#runtime/agent/skill/skill-script.ts";
import {
  cliTool,
  type CliProgram,
  ranToEnd,
  runCode,
  type RunProcess,
  shell,
} from "#runtime/tool/builtin/process-tools.ts";
import type { MountedBuiltins } from "./mounted-builtins.ts";

const MEGABYTE = 1024 * 1024;
const MAX_README_CHARS = 8_000;

/** The tools that start processes. Without a sandbox there is none of them, and no way around it. */
export async function processTools(
  config: BuiltinConfig,
  workspace: string,
  processes: RunningProcesses,
): Promise<MountedBuiltins> {
  const builtin = config.builtin.filter((name) => name === "run_code" || name === "shell");
  const forSkills = config.builtin.filter((name) => name === "run_skill_script");
  const ofAgents = config.agent_cli ? ["agent_cli"] : [];
  const names = [...builtin, ...forSkills, ...config.cli.map(({ name }) => name), ...ofAgents];
  if (names.length === 0) return { tools: [], absent: [] };
  const sandbox = await findSandbox(limitsOf(config), systemClock);
  if ("unavailable" in sandbox) {
    const reason = sandbox.unavailable;
    return { tools: [], absent: names.map((name) => ({ name, reason })) };
  }
  const runWith = await runner(sandbox, config, workspace, processes);
  const run = runWith([]);
  const { wall_ms } = sandbox.limits;
  const programs = await Promise.all(config.cli.map(programOf));
  const tools = [
    ...builtin.map((name) => (name === "shell" ? shell(run, wall_ms) : runCode(run, wall_ms))),
    ...programs.map((program) => cliTool(program, run, wall_ms)),
  ];
  const scripts = { scripts: scriptRunner(runWith, wall_ms) };
  const programsOf = (brought: readonly AgentProgram[]) =>
    brought.map((program) => agentProgramTool(program, run, wall_ms));
  return {
    tools,
    absent: [],
    ...(forSkills.length > 0 && scripts),
    ...(config.agent_cli && { programs: programsOf }),
  };
}

/** A script reads its own skill's folder, beside what every command reads. */
function scriptRunner(runWith: RunWith, wall_ms: number): SkillScriptRunner {
  return {
    wall_ms,
    run: ({ folder, argv }, asked, context) => ranToEnd(runWith([folder]), argv, asked, context),
  };
}

function limitsOf({ sandbox }: BuiltinConfig): Sandbox["limits"] {
  return {
    wall_ms: sandbox.wall_seconds * 1000,
    memory_bytes: sandbox.memory_megabytes * MEGABYTE,
    output_bytes: sandbox.output_megabytes * MEGABYTE,
    scratch_bytes: sandbox.scratch_megabytes * MEGABYTE,
    processes: sandbox.processes,
  };
}

/** Runs commands that read these folders, too. */
type RunWith = (folders: readonly string[]) => RunProcess;

async function runner(
  sandbox: Sandbox,
  config: BuiltinConfig,
  workspace: string,
  processes: RunningProcesses,
): Promise<RunWith> {
  const read_roots = await Promise.all(config.sandbox.read.map((path) => realpath(path)));
  const services = { sandbox, processes, clock: systemClock, ids: systemIds() };
  return (folders) => {
    const view = { workspace, read_roots: [...read_roots, ...folders] };
    return (ask, context) => runProcess(ask, { ...services, view }, context);
  };
}

async function programOf({ name, command, readme, options }: CliConfig): Promise<CliProgram> {
  const [program = "", ...words] = command;
  const description = readme === undefined ? `Runs ${command.join(" ")}` : await readText(readme);
  return { name, command: [program, ...words], readme: description, options };
}

async function readText(path: string): Promise<string> {
  return (await readFile(path, "utf8")).slice(0, MAX_README_CHARS).toWellFormed();
}
