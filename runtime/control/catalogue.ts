import { z } from "zod";

import { absentBenchmarkCommands } from "./absent/benchmarks.ts";
import { absentChannelCommands } from "./absent/channels.ts";
import { absentJobCommands } from "./absent/jobs.ts";
import { absentProcessCommands } from "./absent/processes.ts";
import { absentSubagentCommands } from "./absent/subagents.ts";
import { absentTaskCommands } from "./absent/tasks.ts";
import type { Command } from "./command.ts";
import { compactThread } from "./compact-thread.ts";
import { evaluatePermissionCommand } from "./evaluate-permission.ts";
import { exportEvidence } from "./export-evidence.ts";
import { exportReplay } from "./export-replay.ts";
import { exportReview } from "./export-review.ts";
import { getSession } from "./get-session.ts";
import { getExecutionEnvironment, getSnapshot } from "./get-snapshot.ts";
import { getThreadRead } from "./get-thread-read.ts";
import { getToolInventory } from "./get-tool-inventory.ts";
import { interruptTurn } from "./interrupt-turn.ts";
import {
  editQueuedTurn,
  listQueue,
  promoteQueuedTurn,
  removeQueuedTurn,
  steerTurn,
} from "./queue.ts";
import { listPermissionRules, removePermissionRule } from "./permission-rules.ts";
import { resolvePermission } from "./resolve-permission.ts";
import { respondAction } from "./respond-action.ts";
import { resumeThread } from "./resume-thread.ts";
import { createSession, listSessions, updateSession } from "./sessions.ts";
import { submitTurn } from "./submit-turn.ts";
import { cancelTask, getTask, listTasks } from "./tasks.ts";

/** Every command of the control plane, whatever the transport: those of seed 003, and this project's own. */
export const CATALOGUE: readonly Command[] = [
  submitTurn,
  interruptTurn,
  resumeThread,
  compactThread,
  respondAction,
  evaluatePermissionCommand,
  resolvePermission,
  listPermissionRules,
  removePermissionRule,
  listQueue,
  editQueuedTurn,
  removeQueuedTurn,
  promoteQueuedTurn,
  steerTurn,
  listSessions,
  createSession,
  updateSession,
  getSession,
  getThreadRead,
  getSnapshot,
  getToolInventory,
  getExecutionEnvironment,
  listTasks,
  getTask,
  cancelTask,
  ...absentTaskCommands,
  ...absentSubagentCommands,
  ...absentJobCommands,
  ...absentProcessCommands,
  ...absentChannelCommands,
  ...absentBenchmarkCommands,
  exportReplay,
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
