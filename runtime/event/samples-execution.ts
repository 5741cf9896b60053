import type { PayloadSamples } from "./samples.ts";

const hook = { hook_run_id: "hook_1", hook: "format", point: "post_tool_use" } as const;
const child = { process_id: "proc_1" };
const channel = { channel_id: "chan_1" };
const error = { code: "not_found", message: "The command was not found" };

/** Samples of how and where work runs: limits, context, routing, walls, processes, outputs, history. */
export const executionSamples = {
  "limit.changed": [{ limit: "tokens", used: 41_000, max: 50_000, state: "near" }],
  "cost.estimated": [{ model: "gpt-6", usage: { input_tokens: 812 } }],
  "cost.recorded": [
    {
      provider: "openai",
      model: "gpt-6",
      usage: { input_tokens: 812, output_tokens: 64 },
      cost: { amount: 0.0041, currency: "USD" },
    },
  ],
  "rate_limit.hit": [{ provider: "openai", scope: "requests", retry_after_ms: 2000 }],
  "quota.low": [{ provider: "openai", quota: "month", remaining: 3, limit: 100 }],
  "quota.blocked": [{ provider: "openai", quota: "month", message: "The quota is used up" }],
  "task.profile.resolved": [{ kind: "chat", needs: ["tools"], estimated_tokens: 900 }],
  "routing.candidates.resolved": [
    { candidates: [{ provider: "openai", model: "gpt-6", eligible: false, reason: "No key" }] },
    { candidates: [{ provider: "a", model: "b", eligible: true, context_window: 128_000 }] },
  ],
  "routing.decided": [
    { provider: "ollama", model: "qwen4", reason: "Asked for", source: "person" },
  ],
  "routing.fallback.applied": [
    {
      from: { provider: "openai", model: "gpt-6" },
      to: { provider: "ollama", model: "qwen4" },
      reason: "The provider is busy",
    },
  ],
  "routing.not_possible": [
    {
      reason: "No model can use tools",
      candidate_count: 1,
      missing: ["tools"],
      error: { code: "routing", message: "No model can use tools", hint: "Choose another model" },
    },
  ],
  "routing.single_candidate": [
    { provider: "scripted", model: "tools", reason: "The only model with a key" },
  ],
  "sandbox.applied": [
    {
      mode: "workspace_write",
      cwd: "/work",
      read_roots: ["/work"],
      write_roots: ["/srv/out"],
      network: "none",
    },
  ],
  "sandbox.violation": [{ operation: "write", target: "/etc/hosts", outcome: "blocked" }],
  "hook.started": [hook],
  "hook.completed": [
    { ...hook, outcome: "continue", duration_ms: 12 },
    { ...hook, outcome: "deny", reason: "No secrets", updated_output: "", duration_ms: 12 },
    { ...hook, outcome: "continue", additional_context: "It has 3 lines", duration_ms: 12 },
    {
      hook_run_id: "hook_2",
      hook: "guard",
      point: "pre_tool_use",
      outcome: "allow",
      updated_input: { file_path: "src/retry.ts" },
      duration_ms: 12,
    },
  ],
  "hook.failed": [
    { ...hook, error, effect: "ignored", duration_ms: 3 },
    { ...hook, error, effect: "ignored" },
  ],
  "policy.changed": [
    { policy: "workspace", summary: "Writes ask first", changed_by: "person", mode: "on_request" },
  ],
  "process.started": [
    { ...child, command: ["npm", "test"], cwd: "/work" },
    { ...child, command: ["ftp"], cwd: "/work", takes_input: true },
  ],
  "process.output": [{ ...child, stream: "stdout", text: "37 of 52\n" }],
  "process.input": [{ ...child, text: "y\n" }],
  "process.completed": [{ ...child, exit_code: 0, duration_ms: 9300 }],
  "process.failed": [{ ...child, error }],
  "process.terminated": [
    { ...child, reason: "Stopped by you", requested_by: "person", signal: "SIGTERM" },
  ],
  "output.spilled": [{ output_ref: "output:o_1", media_type: "text/plain", bytes: 210_000 }],
  "output.truncated": [{ total_bytes: 210_000, kept_bytes: 65_536, kept: "head_and_tail" }],
  "output.redacted": [{ redactions: 2, rules: ["api_key"] }],
  "output.expired": [{ output_ref: "output:o_1", reason: "age" }],
  "channel.connected": [{ ...channel, kind: "telegram", peer_id: "4711", peer_name: "Ada" }],
  "channel.disconnected": [{ ...channel, reason: "Network", resumable: true }],
  "channel.resumed": [{ ...channel, after_sequence: 400, replayed: 12 }],
  "channel.message": [{ ...channel, direction: "in", text: "Go on" }],
  "channel.permission_forwarded": [channel],
  "channel.permission_returned": [{ ...channel, decision: "deny", peer_id: "4711" }],
  "history.window.loaded": [
    { source: "event_log", first_sequence: 1, last_sequence: 400, has_older: false },
  ],
  "history.reconstructed": [{ source: "event_log", through_sequence: 400 }],
  "history.rollback.started": [
    { to_sequence: 310, reason: "Edit of the question", requested_by: "person" },
  ],
  "history.rollback.completed": [{ to_sequence: 310, branch_thread_id: "th_2" }],
  "snapshot.updated": [{ snapshot: "thread_read_model", through_sequence: 400 }],
  "snapshot.repaired": [
    { snapshot: "thread_read_model", through_sequence: 388, reason: "The tail was torn" },
  ],
  "runtime.warning": [{ code: "slow_disk", message: "Writing takes long", hint: "Free the disk" }],
  "runtime.error": [{ error: { code: "log_dead", message: "The log takes no more events" } }],
  "context.resolved": [
    {
      agent: "atlas",
      system_prompt: "Answer from the sources.",
      skills: [{ id: "testing", title: "Testing" }],
      message_count: 3,
    },
  ],
  "context.compaction.started": [
    { trigger: "limit", message_count: 120, estimated_tokens: 106_000, context_window: 128_000 },
  ],
  "context.compaction.completed": [
    {
      summary: "The person looks for a flaky test.",
      through_sequence: 400,
      through: { turn_id: "t_1", step_id: "st_9" },
      estimated_tokens: 9_400,
    },
  ],
  "context.compaction.failed": [{ error: { code: "overloaded", message: "The provider is busy" } }],
} as const satisfies Partial<PayloadSamples>;
