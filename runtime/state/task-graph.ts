import type { TaskRelation } from "#runtime/event/task-graph.ts";
import type { TaskEdge, TaskState } from "./task-state.ts";

/** The tasks of a thread with their edges as they read from both ends. */
export interface TaskGraph {
  readonly tasks: ReadonlyMap<string, TaskState>;
  readonly edges: ReadonlyMap<string, readonly TaskEdge[]>;
}

/** How an edge reads from its other end, where that is a task too. */
const INVERSE: Readonly<Partial<Record<TaskRelation, TaskRelation>>> = {
  parent: "child",
  child: "parent",
  blocks: "blocked_by",
  blocked_by: "blocks",
};

/** Puts the tasks of a thread together. An edge that both ends tell is told as each of them does. */
export function taskGraph(all: readonly TaskState[]): TaskGraph {
  const tasks = new Map(all.map((task) => [task.task_id, task]));
  const edges = new Map(all.map(({ task_id, edges: own }) => [task_id, [...own]]));
  for (const { task_id, edges: own } of all) {
    for (const edge of own) {
      const kind = INVERSE[edge.kind];
      const theirs = edges.get(edge.target_id);
      if (kind === undefined || theirs === undefined) continue;
      if (theirs.some((known) => known.kind === kind && known.target_id === task_id)) continue;
      theirs.push({ ...edge, kind, target_id: task_id });
    }
  }
  return { tasks, edges };
}

/**
 * The tasks that have to be completed before this one can begin, as far as its thread knows them. One
 * that ended otherwise still stands in the way: somebody has to cut the edge, or try it again.
 */
export function blockersOf(taskId: string, { tasks, edges }: TaskGraph): readonly string[] {
  return (edges.get(taskId) ?? [])
    .filter(({ kind, status }) => kind === "blocked_by" && status === "linked")
    .map(({ target_id }) => target_id)
    .filter((id) => {
      const fact = tasks.get(id)?.fact;
      return fact !== undefined && fact !== "completed" && fact !== "archived";
    });
}

/** The task at the top of a task's parents, as far as its thread knows them. */
export function rootOf(taskId: string, graph: TaskGraph): string {
  const seen = new Set([taskId]);
  let root = taskId;
  for (let parent = parentOf(root, graph); parent !== undefined; parent = parentOf(root, graph)) {
    if (seen.has(parent)) return root;
    seen.add(parent);
    root = parent;
  }
  return root;
}

/** The task that this one is a part of. */
export function parentOf(taskId: string, { edges }: TaskGraph): string | undefined {
  return edges.get(taskId)?.findLast(({ kind, status }) => kind === "parent" && status === "linked")
    ?.target_id;
}

/** Whether an edge from one task to another would make a task stand above, or before, itself. */
export function closesCircle(
  from: string,
  kind: TaskRelation,
  to: string,
  { edges }: TaskGraph,
): boolean {
  const back = INVERSE[kind];
  if (back === undefined) return from === to;
  const seen = new Set<string>();
  const open = [to];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === from) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    const next = (edges.get(at) ?? []).filter(
      (edge) => edge.kind === kind && edge.status === "linked",
    );
    open.push(...next.map(({ target_id }) => target_id));
  }
  return false;
}
