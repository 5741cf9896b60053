import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { TaskRelation } from "#runtime/event/task-graph.ts";
import type { TaskEdge } from "./task-state.ts";

type Edges = readonly TaskEdge[];

/** The edges of a task after one more of its events. */
export function foldEdges(edges: Edges, event: RuntimeEvent): Edges {
  switch (event.type) {
    case "task.created":
    case "task.updated":
      return link(edges, "parent", event.payload.parent_task_id, event);
    case "task.delegated": {
      const { child_task_id, child_thread_id } = event.payload;
      return link(
        link(edges, "child", child_task_id, event),
        "assigned_thread",
        child_thread_id,
        event,
      );
    }
    case "subagent.spawned": {
      const spawned = link(edges, "spawned_subagent", event.subagent_id, event);
      return link(spawned, "assigned_thread", event.payload.child_thread_id, event);
    }
    case "artifact.changed":
      return link(edges, "produced_artifact", event.artifact_id, event);
    case "evidence.changed":
      return link(edges, "evidence", event.evidence_id, event);
    case "task.dependency.updated": {
      const { change, relation, target_id, reason } = event.payload;
      return set(edges, relation, target_id, event, change, reason);
    }
    default:
      return edges;
  }
}

function link(
  edges: Edges,
  kind: TaskRelation,
  target: string | undefined,
  event: RuntimeEvent,
): Edges {
  return target === undefined ? edges : set(edges, kind, target, event, "linked");
}

function set(
  edges: Edges,
  kind: TaskRelation,
  target_id: string,
  { timestamp }: RuntimeEvent,
  status: TaskEdge["status"],
  reason?: string,
): Edges {
  const index = edges.findIndex((edge) => edge.kind === kind && edge.target_id === target_id);
  const edge: TaskEdge = {
    kind,
    target_id,
    status,
    ...(reason !== undefined && { reason }),
    created_at: edges[index]?.created_at ?? timestamp,
    updated_at: timestamp,
  };
  return index === -1 ? [...edges, edge] : edges.with(index, edge);
}
