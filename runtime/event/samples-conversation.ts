import type { PayloadSamples } from "./samples.ts";

/** Samples of what a conversation is made of: turns, the model, tools, approvals, artifacts. */
export const conversationSamples = {
  "session.created": [
    { title: "Flaky test" },
    {
      title: "Flaky test",
      imported: { format: "ag-ui", file: "weather.sse", events: 21, times: "recorded" },
    },
  ],
  "session.updated": [
    { title: "Why the retry test is flaky" },
    { pinned: true },
    { archived: true },
    { active_thread_id: "th_2" },
  ],
  "thread.started": [
    {},
    { forked_from: { thread_id: "th_1", sequence: 17 }, idempotency_key: "fork-1" },
  ],
  "thread.updated": [{ status: "hidden" }],
  "turn.submitted": [
    { input: { text: "Why is the retry test flaky?" }, options: {} },
    {
      input: { text: "Why is the retry test flaky?" },
      options: { model: "scripted/tools" },
      replaces: "t_1",
      forked_from: { run_id: "r_1", sequence: 17 },
      changes: {
        system_prompt: "Answer in one sentence.",
        tool_result: { tool_call_id: "call_1", content: "export function retry() {}" },
      },
      effects: "block",
    },
    { input: { text: "Summarise the conversation" }, options: {}, kind: "compaction" },
    {
      input: { text: "And in Oslo?" },
      options: { agent: "atlas" },
      source: "openai.chat",
      request: {
        instructions: "Answer in one sentence.",
        history: [
          { role: "user", content: "How warm is it in Rome?" },
          {
            role: "assistant",
            content: "",
            tool_calls: [
              { provider_call_id: "call_7", name: "weather", arguments: '{"city":"Rome"}' },
            ],
          },
          { role: "tool", provider_call_id: "call_7", name: "weather", content: "31 °C" },
        ],
        tools: [{ name: "weather", description: "", input_schema: { type: "object" } }],
        settings: { temperature: 0.2 },
      },
    },
    {
      input: { text: "" },
      options: { model: "scripted/tools" },
      source: "openai.responses",
      request: {
        results: [{ tool_call_id: "call_8", content: "12 °C" }],
        direct: true,
        echo: { store: true },
      },
    },
    {
      input: {
        text: "What is wrong in this picture?",
        attachments: [
          {
            output_ref: "out_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            name: "failure.png",
            media_type: "image/png",
            bytes: 48_213,
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          },
        ],
      },
      options: {},
    },
  ],
  "turn.started": [{ agent: "atlas", model: "scripted/tools" }],
  "turn.completed": [{ usage: { input_tokens: 812, output_tokens: 64 } }],
  "turn.failed": [
    {
      status: "failed",
      error: {
        code: "unauthorized",
        message: "The model refused the key",
        hint: "Set OPENAI_API_KEY",
      },
    },
    { status: "cancelled", error: { code: "cancelled", message: "Stopped by you" } },
  ],
  "run.status": [{ status: "running", title: "Reading the answer", phase: "perform", pass: 2 }],
  "queue.changed": [
    { change: "queued", queue: ["t_2"] },
    { change: "edited", queue: ["t_2"], input: { text: "And why on Mondays?" } },
  ],
  "model.requested": [
    { provider: "scripted", model: "tools", message_count: 3, tools: 2 },
    { provider: "scripted", model: "tools", message_count: 2, tools: 0, purpose: "compaction" },
  ],
  "model.delta": [
    { text: "Hello" },
    { refusal: "I cannot help with that" },
    { citation: { index: 1, title: "retry.ts", path: "src/retry.ts", start_line: 38 } },
  ],
  "model.completed": [
    {
      finish_reason: "tool_calls",
      usage: { input_tokens: 812, output_tokens: 64 },
      tool_calls: [
        {
          tool_call_id: "call_1",
          provider_call_id: "abc",
          name: "fs__read_file",
          arguments: '{"path":"src/retry.ts"}',
        },
      ],
      reasoning_items: [{ type: "reasoning", encrypted_content: "b3BhcXVl" }],
      provider_usage: { prompt_tokens: 812, completion_tokens: 64 },
      provider_finish: "tool_use",
    },
  ],
  "model.failed": [
    {
      reason: "error",
      error: { code: "overloaded", message: "The provider is busy", retryable: true },
    },
    {
      reason: "interrupted",
      error: { code: "interrupted", message: "The server stopped in mid-answer" },
      discarded: { text: 120, reasoning: 0 },
    },
  ],
  "reasoning.delta": [{ text: "The second request starts late" }],
  "reasoning.summary": [{ text: "The step is restarted on a timeout" }],
  "tool.catalog.resolved": [
    {
      tools: [
        {
          name: "fs__read_file",
          description: "Reads a text file",
          source: "fs",
          effect: "read",
          input_schema: { type: "object", properties: { file_path: { type: "string" } } },
        },
      ],
    },
  ],
  "tool.args": [{ name: "fs__read_file", text: '{"path":' }],
  "tool.started": [
    {
      name: "fs__read_file",
      arguments: { file_path: "src/retry.ts" },
      effect: "read",
      attempt: 1,
      idempotency_key: "call_1",
    },
    {
      name: "web_search",
      arguments: { query: "flaky retry" },
      effect: "read",
      attempt: 1,
      idempotency_key: "ws_1",
      provider_executed: true,
    },
    {
      name: "fs__write_file",
      arguments: { file_path: "src/retry.ts" },
      effect: "at_most_once",
      attempt: 1,
      idempotency_key: "call_2",
      reused_from: { run_id: "r_1", tool_call_id: "call_1" },
    },
  ],
  "tool.progress": [{ progress: 37, total: 52, message: "37 of 52 tests" }],
  "tool.result": [
    { name: "fs__read_file", output: { content: "export function retry() {}" } },
    { name: "web_search", output: { content: "[]" }, provider_executed: true },
    {
      name: "fs__write_file",
      output: { content: "Written" },
      reused_from: { run_id: "r_1", tool_call_id: "call_1" },
    },
  ],
  "tool.failed": [
    {
      name: "tests__run",
      reason: "timed_out",
      error: { code: "timed_out", message: "Timed out after 30 s" },
    },
  ],
  "action.required": [
    {
      action_type: "tool_approval",
      tool: "fs__write_file",
      arguments: { file_path: "src/retry.ts" },
      arguments_hash: "sha256:9f86d081",
      prompt: "Allow this write?",
      rule: "workspace.write: ask",
      decisions: ["allow_once", "allow_session", "deny"],
    },
    {
      action_type: "outcome_unknown",
      tool: "fs__write_file",
      arguments: { file_path: "src/retry.ts" },
      arguments_hash: "sha256:9f86d081",
      prompt: "The server stopped while this call ran",
      rule: "at_most_once: never repeated by itself",
      decisions: ["mark_done", "mark_failed", "retry", "abort"],
    },
    {
      action_type: "question",
      tool: "booking__reserve",
      arguments: { table: 4 },
      arguments_hash: "sha256:2c26b46b",
      prompt: "For how many guests?",
      rule: "the server booking asks",
      decisions: ["answer", "decline"],
      expires_at: "2026-03-14T10:00:00.000Z",
      question: {
        server: "booking",
        schema: { type: "object", properties: { guests: { type: "integer", default: 2 } } },
      },
    },
  ],
  "action.resolved": [
    { decision: "allow_once", decided_by: "person" },
    {
      decision: "allow_always",
      decided_by: "person",
      edited: {
        before: { file_path: "src/retry.ts" },
        after: { file_path: "src/retry.test.ts" },
        arguments_hash: "sha256:60303ae2",
      },
    },
    { decision: "answer", decided_by: "person", content: { guests: 3 }, action_type: "question" },
    {
      decision: "lost",
      decided_by: "runtime",
      reason: "The call ended before it was answered",
      action_type: "question",
    },
  ],
  "permission.evaluated": [
    { tool: "fs__write_file", verdict: "ask", rule: "workspace.write: ask" },
    {
      tool: "fs__write_file",
      verdict: "deny",
      rule: "deny fs__write_* (file_path: secrets/**)",
      source: "agent",
      mode: "default",
      arguments_hash: "sha256:9f86d081",
    },
    {
      tool: "fs__write_file",
      verdict: "allow",
      rule: "recorded in the run r_1",
      source: "fork",
      arguments_hash: "sha256:9f86d081",
      reused_from: { run_id: "r_1", tool_call_id: "call_1" },
    },
  ],
  "permission.requested": [
    { tool: "fs__write_file", arguments_hash: "sha256:9f86d081", rule: "workspace.write: ask" },
  ],
  "permission.resolved": [
    { tool: "fs__write_file", verdict: "allow", decided_by: "person" },
    { tool: "fs__write_file", verdict: "allow", decided_by: "person", scope: "always" },
  ],
  "artifact.changed": [
    {
      kind: "bundle",
      name: "cost",
      version: 2,
      title: "Cost of one timeout",
      media_type: "text/html",
      content: "<p>4.1 s</p>",
      height: 120,
    },
    { kind: "file", name: "retry", version: 1, title: "retry.patch", media_type: "text/x-diff" },
  ],
  "evidence.changed": [
    { kind: "replay", title: "Replay of run r_1" },
    {
      kind: "pack",
      title: "Evidence of run r_1",
      pack_ref: "evidence:r_1",
      replay_ref: "replay:r_1",
      verification_outcomes: [{ name: "replay", run_id: "r_1", status: "passed" }],
    },
  ],
} as const satisfies Partial<PayloadSamples>;
