import type { DecisionState } from "#runtime/state/decision-state.ts";
import type { SandboxState } from "#runtime/state/environment-state.ts";
import { pendingApprovals } from "#runtime/state/run-queries.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { ViolationState } from "#runtime/state/violation-state.ts";
import { headOf, type Observed, type SnapshotHead, type Untold, unknown } from "./snapshot.ts";
import { environmentOf } from "./thread-environment.ts";

/** `permission_sandbox_summary` of seed 003: what may be done here, and within which walls. */
export interface PermissionSandboxSummary extends SnapshotHead<"permission_sandbox_summary"> {
  readonly pending: readonly ApprovalState[];
  /** Answers by a person, a rule or the clock so far, counted by their words. */
  readonly decided: Readonly<Record<string, number>>;
  /** What was decided about calls, by whom and by which rule; the newest of them. */
  readonly decisions: readonly DecisionState[];
  /** Tools that a person allowed for this session. */
  readonly allowances: readonly string[];
  readonly sandbox: SandboxState | Untold;
  readonly violations: number;
  /** The newest of them, each with its event. */
  readonly violation_refs: readonly ViolationState[];
}

export function permissionSandboxSummary(
  state: ThreadState,
  observed: Observed,
): PermissionSandboxSummary {
  const { sandbox, violations } = environmentOf(state);
  const decisions = state.turns.flatMap(({ run }) =>
    run.approvals.flatMap(({ decision }) => (decision === undefined ? [] : [decision])),
  );
  return {
    ...headOf("permission_sandbox_summary", state, observed),
    pending: pendingApprovals(state),
    decided: Object.fromEntries(
      [...new Set(decisions)].map((word) => [
        word,
        decisions.filter((each) => each === word).length,
      ]),
    ),
    decisions: state.decisions,
    allowances: state.allowances,
    sandbox: sandbox ?? unknown("No event of this thread tells which walls stood around its work"),
    violations,
    violation_refs: state.violations,
  };
}
