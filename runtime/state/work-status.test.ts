import { describe, expect, it } from "vitest";

import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "./fold.ts";
import type { RunState } from "./thread-state.ts";
import { type WorkStatus, workStatus } from "./work-status.ts";

const WORKED = { queued: false, working: true };
const USAGE = { usage: {} };
const ASKED = { provider: "p", model: "m" };

const SUBMITTED: EventDraft = {
  type: "turn.submitted",
  payload: { input: { text: "Go" }, options: {} },
};
const STARTED: EventDraft = { type: "turn.started", payload: { agent: "a", model: "p/m" } };
const REQUESTED: EventDraft = {
  type: "model.requested",
  payload: { ...ASKED, message_count: 1, tools: 0 },
};
const DELTA: EventDraft = { type: "model.delta", payload: { text: "So" } };
const COMPLETED: EventDraft = {
  type: "model.completed",
  payload: { finish_reason: "stop", tool_calls: [], ...USAGE },
};
const ASKS = {
  type: "action.required",
  action_id: "act_1",
  tool_call_id: "call_1",
  payload: {
    action_type: "tool_approval",
    tool: "write",
    arguments: {},
    arguments_hash: "h",
    prompt: "May I?",
    rule: "ask",
    decisions: ["allow_once", "deny"],
  },
} satisfies EventDraft;
const UNKNOWN_OUTCOME: EventDraft = {
  ...ASKS,
  payload: { ...ASKS.payload, action_type: "outcome_unknown", decisions: ["mark_done"] },
};

function modelFailed(code: string): EventDraft {
  return { type: "model.failed", payload: { reason: "error", error: { code, message: "No" } } };
}

function ended(status: "failed" | "cancelled" | "timed_out" | "lost"): EventDraft {
  const error = { code: "any", message: "It ended" };
  return { type: "turn.failed", payload: { status, error } };
}

/** The run after these facts. */
function runAfter(...drafts: readonly EventDraft[]): RunState {
  const state = [SUBMITTED, ...drafts].reduce(
    (before, draft, index) => fold(before, stamped(draft, index + 1)),
    emptyThread("s_1", "th_1"),
  );
  const run = state.turns[0]?.run;
  if (run === undefined) throw new Error("The thread has no turn");
  return run;
}

function stamped(draft: EventDraft, sequence: number): RuntimeEvent {
  return {
    event_id: `ev_${sequence}`,
    timestamp: "2026-01-01T00:00:00.000Z",
    sequence,
    schema_version: "1",
    session_id: "s_1",
    thread_id: "th_1",
    turn_id: "t_1",
    task_id: "task_1",
    run_id: "r_1",
    ...draft,
  };
}

describe("workStatus()", () => {
  it.each<[WorkStatus, readonly EventDraft[]]>([
    ["accepted", []],
    ["preparing", [STARTED]],
    ["running", [STARTED, REQUESTED]],
    ["streaming", [STARTED, REQUESTED, DELTA]],
    ["retrying", [STARTED, REQUESTED, modelFailed("overloaded_once")]],
    ["waiting_resource", [STARTED, REQUESTED, modelFailed("rate_limited")]],
    ["waiting_permission", [STARTED, REQUESTED, COMPLETED, ASKS]],
    ["waiting_input", [STARTED, REQUESTED, COMPLETED, UNKNOWN_OUTCOME]],
    ["cancelled", [STARTED, ended("cancelled")]],
    ["failed", [STARTED, ended("failed")]],
    ["timed_out", [STARTED, ended("timed_out")]],
    ["lost", [STARTED, ended("lost")]],
    ["completed", [STARTED, { type: "turn.completed", payload: USAGE }]],
  ])("says %s", (status, drafts) => {
    expect(workStatus(runAfter(...drafts), WORKED)).toBe(status);
  });

  it("says queued of a turn that stands in the queue", () => {
    expect(workStatus(runAfter(), { queued: true, working: true })).toBe("queued");
  });

  it("says blocked where no model can be asked", () => {
    const nobody: EventDraft = {
      type: "routing.not_possible",
      payload: { reason: "No candidate is left", candidate_count: 0 },
    };

    expect(workStatus(runAfter(STARTED, nobody), WORKED)).toBe("blocked");
  });

  it("does not take a model that finished for completed work", () => {
    expect(workStatus(runAfter(STARTED, REQUESTED, DELTA, COMPLETED), WORKED)).toBe("running");
  });

  it("says stale of open work that nobody works on, and keeps what has ended", () => {
    const nobody = { queued: false, working: false };

    expect(workStatus(runAfter(STARTED, REQUESTED), nobody)).toBe("stale");
    expect(workStatus(runAfter(STARTED, ended("failed")), nobody)).toBe("failed");
  });
});
