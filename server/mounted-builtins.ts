import type { SkillScriptRunner } from "#runtime/agent/skill/skill-script.ts";
import type { AgentProgram } from "#runtime/tool/builtin/agent-program.ts";
import type { Tool } from "#runtime/tool/tool.ts";

/** A tool that the configuration names and this machine cannot offer. */
export interface AbsentTool {
  readonly name: string;
  readonly reason: string;
}

/** What became of the tools that the configuration names. */
export interface MountedBuiltins {
  readonly tools: readonly Tool[];
  readonly absent: readonly AbsentTool[];
  /** Runs the scripts of skills, where the configuration wants that and this machine can. */
  readonly scripts?: SkillScriptRunner;
  /** The tools that an agent's own programs are, where agents may bring some. */
  readonly programs?: (programs: readonly AgentProgram[]) => readonly Tool[];
}
