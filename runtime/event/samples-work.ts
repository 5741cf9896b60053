import type { PayloadSamples } from "./samples.ts";

const error = { code: "exit_1", message: "The command ended with exit code 1" };
const job = { job_id: "job_1" };
const item = { ...job, job_item_id: "item_1", attempt: 1 };
const benchmark = { dataset_id: "flaky-tests", dataset_version: "2026-11" };
const trial = { ...benchmark, trial_id: "trial_1", configuration_id: "atlas-2" };

/** Samples of work and who does it: tasks, sub-agents, jobs, benchmarks. */
export const workSamples = {
  "task.created": [{ objective: "Find out why the retry test is flaky" }],
  "task.accepted": [{ assignee: "atlas" }],
  "task.queued": [{ position: 1 }],
  "task.started": [{}],
  "task.updated": [
    { title: "Flaky retry test" },
    { attachments: [], additional_input: { suite: "retry" } },
  ],
  "task.progress": [{ progress: 1, total: 3, message: "Read the sources" }],
  "task.waiting": [{ waiting_for: "permission", detail: "Write src/retry.ts" }],
  "task.blocked": [{ reason: "The fix must land first", blocked_by: ["task_2"] }],
  "task.paused": [{ reason: "Paused by you", requested_by: "person" }],
  "task.resumed": [{ requested_by: "person" }],
  "task.retrying": [{ attempt: 2, reason: "The provider was busy", delay_ms: 2000 }],
  "task.cancel_requested": [{ reason: "Stopped by you", requested_by: "person" }],
  "task.cancelled": [{ reason: "Stopped by you" }],
  "task.timed_out": [{ reason: "The wall time is spent", limit_ms: 60_000 }],
  "task.failed": [{ error }],
  "task.lost": [{ reason: "The server stopped while the task ran" }],
  "task.completed": [{ summary: "The step is restarted on a timeout" }],
  "task.archived": [{ reason: "Older than 30 days" }],
  "task.delegated": [
    { child_task_id: "task_2", assignee: "scout", objective: "Read the changelog" },
  ],
  "task.dependency.updated": [{ change: "linked", relation: "blocked_by", target_id: "task_2" }],
  "task.attempt.started": [
    { attempt: 1, agent: "atlas", model: "scripted/tools" },
    { attempt: 2, agent: "atlas", model: "scripted/tools", downtime_ms: 1200 },
  ],
  "task.attempt.completed": [{ attempt: 1, duration_ms: 4100 }],
  "task.attempt.failed": [{ attempt: 1, error, will_retry: true }],
  "subagent.spawned": [
    { agent: "scout", objective: "Read the changelog", child_thread_id: "th_2", depth: 1 },
  ],
  "subagent.status": [{ status: "running", title: "Reading" }],
  "subagent.input": [{ text: "Look at version 2 only", from: "agent" }],
  "subagent.completed": [
    {
      result: "Version 2.1 changed the timeout",
      usage: { input_tokens: 900 },
      tool_calls: 2,
      cost_usd: 0.01,
    },
  ],
  "subagent.failed": [{ reason: "error", error }],
  "subagent.closed": [{ reason: "Its parent ended" }],
  "job.created": [{ ...job, title: "Label 52 issues", total: 52 }],
  "job.started": [job],
  "job.progress": [{ ...job, done: 37, failed: 1, total: 52 }],
  "job.item.started": [{ ...item, title: "Issue 38" }],
  "job.item.completed": [{ ...item, output_ref: "output:o_1" }],
  "job.item.failed": [{ ...item, error, will_retry: true }],
  "job.completed": [{ ...job, done: 51, failed: 1, total: 52 }],
  "job.failed": [{ ...job, error }],
  "job.cancelled": [{ ...job, reason: "Stopped by you", requested_by: "person" }],
  "benchmark.dataset.resolved": [{ benchmark, task_count: 20 }],
  "benchmark.configuration.resolved": [{ benchmark: trial, agent: "atlas" }],
  "benchmark.trial.started": [{ benchmark: trial }],
  "benchmark.trial.completed": [
    {
      benchmark: trial,
      duration_ms: 98_000,
      trajectory: {
        schema: "ATIF-v1.4-compatible",
        ref: "trajectory:trial_1",
        export_status: "exported",
        required_field_status: { session_id: true },
      },
    },
  ],
  "benchmark.trial.failed": [{ benchmark: trial, error, timed_out: false }],
  "benchmark.reward.recorded": [
    { benchmark: trial, reward: { value: 1, details_ref: "reward:trial_1" } },
  ],
  "benchmark.comparison.completed": [
    {
      benchmark: trial,
      comparison: {
        decision: "promote",
        mean_reward_delta: 0.12,
        p0_qc_gate_regression_count: 0,
      },
    },
  ],
} as const satisfies Partial<PayloadSamples>;
