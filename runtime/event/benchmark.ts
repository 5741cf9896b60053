import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Usage } from "./shared.ts";

/** What is tried: the published Agent Runtime schema has the same object, in camelCase. */
const BenchmarkScope = z.object({
  dataset_id: z.string(),
  dataset_version: z.string().exactOptional(),
  dataset_ref: z.string().exactOptional(),
  task_id: z.string().exactOptional(),
  trial_id: z.string().exactOptional(),
  configuration_id: z.string().exactOptional(),
  role: z.enum(["baseline", "candidate", "control"]).exactOptional(),
  single_changed_variable: z.string().exactOptional(),
  harbor_job_ref: z.string().exactOptional(),
  harbor_trial_ref: z.string().exactOptional(),
});

const Trajectory = z.object({
  schema: z.string(),
  ref: z.string(),
  export_status: z.enum(["pending", "exported", "failed", "redacted", "not-supported"]),
  required_field_status: z.record(z.string(), z.boolean()).exactOptional(),
});

const Reward = z.object({
  value: z.number(),
  ref: z.string().exactOptional(),
  details_ref: z.string().exactOptional(),
  criteria: z.array(z.string()).exactOptional(),
  failure_category: z.string().exactOptional(),
});

const Comparison = z.object({
  decision: z.enum(["promote", "revert", "undecided"]),
  mean_reward_delta: z.number(),
  timeout_rate_delta: z.number().exactOptional(),
  evidence_completeness_rate: z.number().exactOptional(),
  p0_qc_gate_regression_count: z.int().min(0).exactOptional(),
});

const Scoped = z.object({ benchmark: BenchmarkScope });

/** Trials of an agent's configurations over a data set, their rewards, and what follows. */
export const benchmarkEvents = [
  eventSchema("benchmark.dataset.resolved", Scoped.extend({ task_count: z.int().min(0) })),
  eventSchema(
    "benchmark.configuration.resolved",
    Scoped.extend({ agent: z.string(), model: z.string().exactOptional() }),
  ),
  eventSchema("benchmark.trial.started", Scoped),
  eventSchema(
    "benchmark.trial.completed",
    Scoped.extend({
      duration_ms: z.int().min(0),
      usage: Usage.exactOptional(),
      trajectory: Trajectory.exactOptional(),
    }),
  ),
  eventSchema(
    "benchmark.trial.failed",
    Scoped.extend({ error: Failure, timed_out: z.boolean().exactOptional() }),
  ),
  eventSchema("benchmark.reward.recorded", Scoped.extend({ reward: Reward })),
  eventSchema("benchmark.comparison.completed", Scoped.extend({ comparison: Comparison })),
] as const;
