import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Actor } from "./task.ts";

/** Where a state was read back from. */
const HistoryLayer = z.enum([
  "event_log",
  "rollout_log",
  "session_snapshot",
  "thread_read_model",
  "context_boundary",
  "evidence_export",
]);

/** The durable snapshots of seed 003. */
const SnapshotName = z.enum([
  "session_snapshot",
  "thread_read_model",
  "tool_inventory_snapshot",
  "queue_snapshot",
  "task_snapshot",
  "context_boundary_snapshot",
  "artifact_checkpoint_summary",
  "evidence_summary",
  "permission_sandbox_summary",
  "execution_environment_snapshot",
  "routing_limit_summary",
  "subagent_job_summary",
  "benchmark_summary",
  "channel_summary",
]);

const Snapshot = z.object({ snapshot: SnapshotName, through_sequence: z.int().min(0) });

/** How an older state came back. Nothing is rewritten: a rollback goes on in a branch. */
export const historyEvents = [
  eventSchema(
    "history.window.loaded",
    z.object({
      source: HistoryLayer,
      first_sequence: z.int().min(1),
      last_sequence: z.int().min(1),
      has_older: z.boolean(),
    }),
  ),
  eventSchema(
    "history.reconstructed",
    z.object({
      source: HistoryLayer,
      through_sequence: z.int().min(0),
      missing: z.array(z.string()).exactOptional(),
    }),
  ),
  eventSchema(
    "history.rollback.started",
    z.object({ to_sequence: z.int().min(0), reason: z.string(), requested_by: Actor }),
  ),
  eventSchema(
    "history.rollback.completed",
    z.object({ to_sequence: z.int().min(0), branch_thread_id: z.string() }),
  ),
  eventSchema("snapshot.updated", Snapshot.extend({ ref: z.string().exactOptional() })),
  eventSchema(
    "snapshot.repaired",
    Snapshot.extend({ reason: z.string(), missing: z.array(z.string()).exactOptional() }),
  ),
] as const;
