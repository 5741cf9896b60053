import { z } from "zod";

import { absentBenchmarkCommands } from "./absent/benchmarks.ts";
import { absentChannelCommands } from "./absent/channels.ts";
import { absentJobCommands } from "./absent/jobs.ts";
import { absentTaskCommands } from "./absent/tasks.ts";
import { appendTaskProgress, completeTask, failTask, updateTask } from "./change-task.ts";
import { archiveTask } from "./archive-task.ts";
import { deleteAgent, listAgents, putAgent, reloadAgents } from "./agents.ts";
import { attachFile } from "./attach-file.ts";
import { callTool } from "./call-tool.ts";
import type { Command } from "./command.ts";
import { compactThread } from "./compact-thread.ts";
import { compareRuns } from "./compare-runs.ts";
import { createTask } from "./create-task.ts";
import { editTurn, regenerateTurn } from "./edit-turn.ts";
import { estimateFork } from "./estimate-fork.ts";
import { evaluatePermissionCommand } from "./evaluate-permission.ts";
import { exportEvidence } from "./export-evidence.ts";
import { exportReplay } from "./export-replay.ts";
import { exportReview } from "./export-review.ts";
import { exportRun } from "./export-run.ts";
import { exportSnapshot } from "./export-snapshot.ts";
import { forkThread } from "./fork-thread.ts";
import { importRun } from "./import-run.ts";
import { getSession } from "./get-session.ts";
import { getExecutionEnvironment, getSnapshot } from "./get-snapshot.ts";
import { getThreadRead } from "./get-thread-read.ts";
import { getToolInventory } from "./get-tool-inventory.ts";
import { interruptTurn } from "./interrupt-turn.ts";
import { addMemory, forgetMemory, listMemories } from "./memories.ts";
import { linkTasks, unlinkTasks } from "./link-tasks.ts";
import { listBranches } from "./list-branches.ts";
import {
  editQueuedTurn,
  listQueue,
  promoteQueuedTurn,
  removeQueuedTurn,
  steerTurn,
} from "./queue.ts";
import { terminateProcess, writeProcessStdin } from "./processes.ts";
import { listPermissionRules, removePermissionRule } from "./permission-rules.ts";
import { exportOpenAgentSpec, importOpenAgentSpec } from "./open-agent-spec.ts";
import { resolvePermission } from "./resolve-permission.ts";
import { respondAction } from "./respond-action.ts";
import { resumeThread } from "./resume-thread.ts";
import { hideBranch, selectBranch } from "./select-branch.ts";
import { listSchedules, pauseSchedule, resumeSchedule } from "./schedules.ts";
import { listSkills, readSkill, runSkillScript } from "./skills.ts";
import { createSession, listSessions, updateSession } from "./sessions.ts";
import { removeSessionAllowance } from "./session-allowances.ts";
import {
  closeSubagent,
  listSubagents,
  resumeSubagent,
  sendSubagentInput,
  spawnSubagent,
  waitSubagents,
} from "./subagents.ts";
import { submitTurn } from "./submit-turn.ts";
import { getTask, listTasks } from "./tasks.ts";
import { cancelTask, retryTask, startTask } from "./try-task.ts";

/** Every command of the control plane, whatever the transport: those of seed 003, and this project's own. */
export const CATALOGUE: readonly Command[] = [
  submitTurn,
  callTool,
  interruptTurn,
  resumeThread,
  compactThread,
  respondAction,
  evaluatePermissionCommand,
  resolvePermission,
  listPermissionRules,
  removePermissionRule,
  removeSessionAllowance,
  listQueue,
  editQueuedTurn,
  removeQueuedTurn,
  promoteQueuedTurn,
  steerTurn,
  forkThread,
  editTurn,
  regenerateTurn,
  estimateFork,
  listBranches,
  selectBranch,
  hideBranch,
  listSessions,
  createSession,
  updateSession,
  getSession,
  getThreadRead,
  getSnapshot,
  getToolInventory,
  getExecutionEnvironment,
  writeProcessStdin,
  terminateProcess,
  listTasks,
  getTask,
  createTask,
  updateTask,
  startTask,
  attachFile,
  appendTaskProgress,
  cancelTask,
  retryTask,
  completeTask,
  failTask,
  archiveTask,
  linkTasks,
  unlinkTasks,
  ...absentTaskCommands,
  spawnSubagent,
  sendSubagentInput,
  waitSubagents,
  resumeSubagent,
  closeSubagent,
  listSubagents,
  ...absentJobCommands,
  ...absentChannelCommands,
  ...absentBenchmarkCommands,
  listMemories,
  addMemory,
  forgetMemory,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  listSkills,
  readSkill,
  runSkillScript,
  listAgents,
  putAgent,
  deleteAgent,
  reloadAgents,
  exportOpenAgentSpec,
  importOpenAgentSpec,
  exportReplay,
  exportRun,
  exportSnapshot,
  importRun,
  compareRuns,
  exportEvidence,
  exportReview,
];

/** The catalogue with the JSON Schema of each command's input. */
export function describeCommands(): { commands: Record<string, CommandDescription> } {
  const commands = CATALOGUE.map(({ name, description, kind, input, unavailable }) => {
    const schema = z.toJSONSchema(input, { io: "input" });
    const missing = unavailable === undefined ? {} : { unavailable };
    return [name, { description, kind, ...missing, input: schema }] as const;
  });
  return { commands: Object.fromEntries(commands) };
}

type CommandDescription = Pick<Command, "description" | "kind" | "unavailable"> & {
  readonly input: object;
};
