import { z } from "zod";

import { TaskRelation } from "#runtime/event/task-graph.ts";
import { closesCircle, taskGraph } from "#runtime/state/task-graph.ts";
import type { TaskState } from "#runtime/state/task-state.ts";
import { changeTask, type TaskAnswer } from "./change-task.ts";
import { command, CommandError } from "./command.ts";
import { requireTaskThread } from "./find-task.ts";
import { TaskId, Words } from "./task-fields.ts";

/** Edges that a task has at most, those that were cut among them. */
const MAX_EDGES = 200;

const Edge = TaskId.extend({
  target_id: z.string().min(1).max(200),
  relation: TaskRelation,
  reason: Words.exactOptional(),
});
type Edge = z.output<typeof Edge>;

export const linkTasks = command({
  name: "link_tasks",
  description: "Ties a task to another one, or to an artifact, evidence, a thread or a sub-agent",
  kind: "write",
  input: Edge,
  async run({ task_id, ...edge }, services): Promise<TaskAnswer> {
    if (BETWEEN_TASKS.has(edge.relation)) await requireTaskThread(services, edge.target_id);
    return changeTask(task_id, services, ({ task, state }) => {
      if (isLinked(task, edge)) return [];
      if (closesCircle(task_id, edge.relation, edge.target_id, taskGraph(state.tasks))) {
        const message = `"${edge.target_id}" already depends on "${task_id}"; cut that edge first`;
        throw new CommandError("conflict", message);
      }
      if (task.edges.length >= MAX_EDGES) {
        const message = `The task "${task_id}" has ${MAX_EDGES} edges; tie it to fewer things`;
        throw new CommandError("unavailable", message);
      }
      return [{ type: "task.dependency.updated", task_id, payload: { change: "linked", ...edge } }];
    });
  },
});

export const unlinkTasks = command({
  name: "unlink_tasks",
  description: "Cuts an edge of a task; that it was there stays in the record",
  kind: "write",
  input: Edge,
  run: ({ task_id, ...edge }, services) =>
    changeTask(task_id, services, ({ task }) =>
      isLinked(task, edge)
        ? [{ type: "task.dependency.updated", task_id, payload: { change: "unlinked", ...edge } }]
        : [],
    ),
});

const BETWEEN_TASKS: ReadonlySet<TaskRelation> = new Set([
  "parent",
  "child",
  "blocks",
  "blocked_by",
  "source_task",
]);

function isLinked(
  { edges }: TaskState,
  { relation, target_id }: Pick<Edge, "relation" | "target_id">,
): boolean {
  return edges.some(
    (edge) => edge.kind === relation && edge.target_id === target_id && edge.status === "linked",
  );
}
