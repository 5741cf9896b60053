import { describe, expect, it } from "vitest";

import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SAMPLE_EVENTS } from "#runtime/event/samples.ts";
import { emptyThread, fold } from "./fold.ts";
import { statusOfTask, taskScope } from "./snapshots/task-record.ts";
import { TASK_STATUSES, type TaskStatus } from "./task-state.ts";
import type { ThreadState } from "./thread-state.ts";

const TASK = { task_id: "task_1" };
const RUN = { ...TASK, turn_id: "t_1", run_id: "r_1" };
const CALL = { ...RUN, tool_call_id: "call_1", action_id: "act_1" };

const CREATED: EventDraft = { type: "task.created", ...TASK, payload: { objective: "Go" } };
const SUBMITTED: EventDraft = {
  type: "turn.submitted",
  ...RUN,
  payload: { input: { text: "Go" }, options: {} },
};
const QUEUED: EventDraft = {
  type: "queue.changed",
  turn_id: "t_1",
  payload: { change: "queued", queue: ["t_1"] },
};
const STARTED: EventDraft = {
  type: "turn.started",
  ...RUN,
  payload: { agent: "a", model: "p/m" },
};
const ASKED: EventDraft = {
  type: "model.requested",
  ...RUN,
  payload: { provider: "p", model: "m", message_count: 1, tools: 0 },
};
const PAUSED: EventDraft = {
  type: "task.paused",
  ...RUN,
  payload: { reason: "The server stops", requested_by: "runtime" },
};
const STOP: EventDraft = {
  type: "task.cancel_requested",
  ...RUN,
  payload: { reason: "Enough", requested_by: "person" },
};
const BLOCKER: EventDraft = {
  type: "task.created",
  task_id: "task_2",
  payload: { objective: "First" },
};
const BLOCKED: EventDraft = {
  type: "task.dependency.updated",
  ...TASK,
  payload: { change: "linked", relation: "blocked_by", target_id: "task_2" },
};
const ARCHIVED: EventDraft = { type: "task.archived", ...TASK, payload: {} };

function modelFailed(code: string): EventDraft {
  const error = { code, message: "No" };
  return { type: "model.failed", ...RUN, payload: { reason: "error", error } };
}

function asks(action_type: "tool_approval" | "outcome_unknown"): EventDraft {
  const question = { tool: "write", arguments: {}, arguments_hash: "h", prompt: "May I?" };
  const payload = { action_type, ...question, rule: "ask", decisions: ["deny" as const] };
  return { type: "action.required", ...CALL, payload };
}

function ended(status: "failed" | "cancelled" | "timed_out" | "lost"): EventDraft {
  const error = { code: "any", message: "It ended" };
  return { type: "turn.failed", ...RUN, payload: { status, error } };
}

function waits(waiting_for: "input" | "permission" | "resource"): EventDraft {
  return { type: "task.waiting", ...TASK, payload: { waiting_for } };
}

function stateAfter(drafts: readonly EventDraft[]): ThreadState {
  return drafts.reduce(
    (state, draft, index) => fold(state, stamped(draft, index + 1)),
    emptyThread("s_1", "th_1"),
  );
}

function stamped(draft: EventDraft, sequence: number): RuntimeEvent {
  return {
    event_id: `ev_${sequence}`,
    timestamp: "2026-01-01T00:00:00.000Z",
    sequence,
    schema_version: "1",
    session_id: "s_1",
    thread_id: "th_1",
    ...draft,
  };
}

function statusAfter(drafts: readonly EventDraft[], working: boolean): TaskStatus {
  const state = stateAfter(drafts);
  const task = state.tasks.find(({ task_id }) => task_id === "task_1");
  if (task === undefined) throw new Error("The log names no such task");
  return statusOfTask(task, taskScope(state, { epoch: 1, durability: "memory", working }));
}

/** Each of the twenty, and what makes it so. */
const CASES: readonly [status: TaskStatus, drafts: readonly EventDraft[]][] = [
  ["draft", [CREATED]],
  ["accepted", [SUBMITTED]],
  ["accepted", [CREATED, { type: "task.accepted", ...TASK, payload: {} }]],
  ["queued", [SUBMITTED, QUEUED]],
  ["preparing", [SUBMITTED, STARTED]],
  ["running", [SUBMITTED, STARTED, ASKED]],
  [
    "running",
    [SUBMITTED, STARTED, ASKED, { type: "model.delta", ...RUN, payload: { text: "So" } }],
  ],
  ["waiting_input", [SUBMITTED, STARTED, asks("outcome_unknown")]],
  ["waiting_input", [CREATED, waits("input")]],
  ["waiting_permission", [SUBMITTED, STARTED, asks("tool_approval")]],
  ["waiting_permission", [CREATED, waits("permission")]],
  ["waiting_resource", [SUBMITTED, STARTED, ASKED, modelFailed("rate_limited")]],
  ["waiting_resource", [CREATED, waits("resource")]],
  ["blocked", [CREATED, BLOCKER, BLOCKED]],
  ["blocked", [CREATED, { type: "task.blocked", ...TASK, payload: { reason: "No key" } }]],
  ["retrying", [SUBMITTED, STARTED, ASKED, modelFailed("overloaded_once")]],
  ["cancelling", [SUBMITTED, STARTED, STOP]],
  ["cancelled", [SUBMITTED, STARTED, STOP, ended("cancelled")]],
  ["timed_out", [SUBMITTED, STARTED, ended("timed_out")]],
  ["failed", [SUBMITTED, STARTED, ended("failed")]],
  ["lost", [SUBMITTED, STARTED, ended("lost")]],
  ["completed", [SUBMITTED, STARTED, { type: "turn.completed", ...RUN, payload: { usage: {} } }]],
  ["archived", [CREATED, ARCHIVED]],
  ["unknown", [{ ...BLOCKED, ...TASK }]],
];

/** The same, where no process of this runtime works on the thread. */
const WITHOUT_WORKER: typeof CASES = [
  ["paused", [SUBMITTED, STARTED, PAUSED]],
  ["stale", [SUBMITTED, STARTED, ASKED]],
  ["stale", [SUBMITTED, STARTED, STOP]],
  ["stale", [CREATED, { type: "task.started", ...TASK, payload: {} }]],
  ["draft", [CREATED]],
  ["completed", [SUBMITTED, STARTED, { type: "turn.completed", ...RUN, payload: { usage: {} } }]],
];

describe("the status of a task", () => {
  it.each(CASES)("is %s", (status, drafts) => {
    expect(statusAfter(drafts, true)).toBe(status);
  });

  it.each(WITHOUT_WORKER)("is %s where nobody works on it", (status, drafts) => {
    expect(statusAfter(drafts, false)).toBe(status);
  });

  it("has each of the twenty words of the draft", () => {
    const seen = new Set([...CASES, ...WITHOUT_WORKER].map(([status]) => status));

    expect(TASK_STATUSES).toHaveLength(20);
    expect([...seen].toSorted()).toEqual([...TASK_STATUSES].toSorted());
  });

  it("is one of them after any event of the catalogue, whoever works", () => {
    for (const event of SAMPLE_EVENTS) {
      const state = [stamped(SUBMITTED, 1), { ...event, sequence: 2 }].reduce(
        fold,
        emptyThread("s_1", "th_1"),
      );
      for (const working of [true, false]) {
        const scope = taskScope(state, { epoch: 1, durability: "memory", working });
        for (const task of state.tasks) expect(TASK_STATUSES).toContain(statusOfTask(task, scope));
      }
    }
  });

  it("is blocked until the task before it is completed, or the edge is cut", () => {
    const failed: EventDraft = {
      type: "task.failed",
      task_id: "task_2",
      payload: { error: { code: "any", message: "No" } },
    };
    const completed: EventDraft = { type: "task.completed", task_id: "task_2", payload: {} };
    const cut: EventDraft = {
      ...BLOCKED,
      payload: { change: "unlinked", relation: "blocked_by", target_id: "task_2" },
    };
    const hindered = [CREATED, BLOCKER, BLOCKED];

    expect(statusAfter([...hindered, failed], true)).toBe("blocked");
    expect(statusAfter([...hindered, completed], true)).toBe("draft");
    expect(statusAfter([...hindered, cut], true)).toBe("draft");
  });
});
