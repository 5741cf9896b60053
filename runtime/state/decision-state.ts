import type { PermissionMode, PermissionScope, Verdict } from "#runtime/event/permission.ts";

/**
 * One decision about one call, as the Agent Runtime draft records it: what was decided, by whom, and
 * which rule or answer stands behind it.
 */
export interface DecisionState {
  readonly tool: string;
  readonly tool_call_id?: string;
  readonly run_id?: string;
  /** `ask` as long as nobody has answered. */
  readonly decision: Verdict | "expired" | "cancelled";
  /** Where the rule comes from, or who answered. */
  readonly decision_source: string;
  readonly decision_reason?: string;
  /** The rule that spoke, in words. */
  readonly rule_refs: readonly string[];
  readonly mode?: PermissionMode;
  /** The question to a person, where the gate asked one. */
  readonly approval_action_id?: string;
  readonly expires_at?: string;
  /** For how long a yes counts. */
  readonly scope?: PermissionScope;
  /** The hash of the arguments that were judged; of those that run, once that is decided. */
  readonly arguments_hash?: string;
  /** Where other arguments were put in their place: the event that says which. */
  readonly updated_input_ref?: string;
  readonly evaluated_at: string;
  readonly resolved_at?: string;
}
