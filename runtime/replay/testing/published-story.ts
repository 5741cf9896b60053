import { readFixture } from "./published-schemas.ts";

/** The runtime that the published fixtures come from. */
export const PUBLISHED_RUNTIME = "lime_runtime_local";

/**
 * The published events with those between them that the published snapshot tells of and no fixture
 * shows: one task, tried twice.
 */
export function publishedStory(): readonly unknown[] {
  const envelope = {
    schemaVersion: "lime-profile-0.4.0",
    runtimeId: PUBLISHED_RUNTIME,
    sessionId: "sess_lime_001",
    threadId: "thread_lime_001",
    turnId: "turn_lime_001",
    taskId: "task_lime_001",
  };
  const first = { runId: "run_lime_001", attemptId: "attempt_lime_001" };
  const second = { runId: "run_lime_002", attemptId: "attempt_lime_002" };
  const event = (sequence: number, type: string, payload: object, ids: object = {}) => ({
    ...envelope,
    ...ids,
    eventId: `evt_${sequence}`,
    timestamp: sequence > 58 ? "2026-05-11T10:05:01Z" : "2026-05-11T10:00:02Z",
    type,
    sequence,
    payload,
  });
  const objective = "Implement Lime AgentRuntime profile fixture validation.";
  const worker = { agent: "coder", model: "openai/gpt-5.4" };
  return [
    readFixture("submit-turn-event.json"),
    event(2, "task.created", { objective }),
    readFixture("routing-single-candidate-event.json"),
    event(4, "turn.started", worker),
    event(5, "task.attempt.started", { attempt: 1, ...worker }, first),
    readFixture("tool-approval-action-required-event.json"),
    event(
      8,
      "action.resolved",
      { decision: "allow_once", decidedBy: "person" },
      { actionId: "action_write_001" },
    ),
    readFixture("task-retry-attempt-failed-event.json"),
    event(33, "task.attempt.started", { attempt: 2, ...worker }, second),
    event(56, "task.attempt.completed", {}, second),
    event(57, "task.completed", {}, second),
    readFixture("evidence-export-event.json"),
    event(59, "turn.completed", { usage: {} }, second),
  ];
}
