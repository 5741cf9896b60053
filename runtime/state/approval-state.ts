import type { Decision, EditedArguments } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";

/** A question to a person about a call, and what they answered. */
export interface ApprovalState {
  readonly action_id: string;
  /** The question is not whether the call may run, but what came of it. */
  readonly about?: "outcome_unknown";
  readonly tool_call_id: string;
  readonly run_id: string;
  readonly sequence: number;
  readonly at: string;
  readonly tool: string;
  readonly arguments: Json;
  readonly arguments_hash: string;
  readonly prompt: string;
  readonly rule: string;
  readonly decisions: readonly Decision[];
  readonly expires_at?: string;
  readonly decision?: Decision | "expired" | "cancelled";
  readonly reason?: string;
  readonly decided_at?: string;
  readonly decided_by?: "person" | "policy" | "runtime";
  /** What was allowed in place of what was asked. */
  readonly edited?: EditedArguments;
}
