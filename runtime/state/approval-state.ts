import type {
  AnswerContent,
  Decision,
  EditedArguments,
  NoDecision,
  Question,
} from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";

/** A question to a person about a call, and what they answered. */
export interface ApprovalState {
  readonly action_id: string;
  /** The question is not whether the call may run, but what came of it, or one that its server asks. */
  readonly about?: "outcome_unknown" | "question";
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
  /** What the call's server asks for. */
  readonly question?: Question;
  readonly decision?: Decision | NoDecision;
  readonly reason?: string;
  readonly decided_at?: string;
  readonly decided_by?: "person" | "policy" | "runtime";
  /** What was allowed in place of what was asked. */
  readonly edited?: EditedArguments;
  /** What the server's question was answered with. */
  readonly content?: AnswerContent;
}
