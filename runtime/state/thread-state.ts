import type { Citation, Failure, Json, Phase, Usage, Effect } from "#runtime/event/shared.ts";
import type { Decision } from "#runtime/event/action.ts";
import type { Limit, LimitState } from "#runtime/event/limit.ts";
import type { FinishReason, RequestedCall } from "#runtime/event/model.ts";
import type { Verdict } from "#runtime/event/permission.ts";
import type { Candidate, ModelRef, RoutingSource } from "#runtime/event/routing.ts";
import type { CatalogTool, ToolFailureReason, ToolOutput } from "#runtime/event/tool.ts";
import type { TurnFailureStatus, TurnOptions } from "#runtime/event/turn.ts";

/** A thread as its log tells it: the fold of its events up to `sequence`. Plain data, safe as JSON. */
export interface ThreadState {
  readonly session_id: string;
  readonly thread_id: string;
  /** The last folded event; 0 before the first. */
  readonly sequence: number;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly turns: readonly TurnState[];
  /** Turn ids that wait for their run, next first. */
  readonly queue: readonly string[];
  /** Tools that the person allowed for this session. */
  readonly allowances: readonly string[];
}

export interface TurnState {
  readonly turn_id: string;
  readonly task_id: string;
  readonly run_id: string;
  readonly sequence: number;
  readonly submitted_at: string;
  readonly text: string;
  readonly options: TurnOptions;
  readonly idempotency_key?: string;
  readonly run: RunState;
}

export type RunStatus =
  | "queued"
  | "running"
  | "waiting_permission"
  | "cancelling"
  | "completed"
  | TurnFailureStatus;

export interface RunState {
  readonly run_id: string;
  readonly turn_id: string;
  readonly task_id: string;
  readonly thread_id: string;
  readonly session_id: string;
  readonly agent: string;
  readonly model: string;
  readonly status: RunStatus;
  readonly phase?: Phase;
  /** How often the loop went round, from 1. */
  readonly pass: number;
  /** The words of the newest run.status. */
  readonly title: string;
  readonly first_sequence: number;
  readonly last_sequence: number;
  readonly started_at?: string;
  readonly ended_at?: string;
  /** What the person sees, in order. */
  readonly parts: readonly Part[];
  /** What the model was asked and said, in order. */
  readonly steps: readonly StepState[];
  readonly calls: readonly ToolCallState[];
  readonly approvals: readonly ApprovalState[];
  readonly citations: readonly CitationState[];
  readonly artifacts: readonly ArtifactState[];
  readonly tools: readonly CatalogTool[];
  /** The instructions that this run's model got. */
  readonly system_prompt: string;
  readonly usage: Usage;
  /** What the answers so far cost; absent before the first one. */
  readonly cost?: CostState;
  /** Budgets of which the log has said how far they are spent. */
  readonly limits?: Readonly<Partial<Record<Limit, LimitState>>>;
  /** Which model was taken and why; absent before the first request. */
  readonly routing?: RoutingState;
  readonly error?: Failure;
  readonly cancel?: { readonly at: string; readonly reason: string };
  /** Milliseconds from the stop to the closed model stream. */
  readonly model_closed_ms?: number;
}

/** One contiguous piece of a lane on the page. `sequence` to `last_sequence` are the events it shows. */
export type Part = PartPlace &
  (
    | {
        readonly kind: "text";
        readonly text: string;
        readonly open: boolean;
        /** The model declines to answer, in these words. */
        readonly refusal?: true;
      }
    | {
        readonly kind: "reasoning";
        readonly text: string;
        readonly open: boolean;
        readonly ended_at?: string;
      }
    | { readonly kind: "tools"; readonly tool_call_ids: readonly string[] }
    | { readonly kind: "approval"; readonly action_id: string }
    | { readonly kind: "bundle"; readonly artifact_id: string }
    | { readonly kind: "error"; readonly error: Failure }
    | { readonly kind: "notice"; readonly title: string; readonly detail?: string }
  );

export interface PartPlace {
  readonly sequence: number;
  readonly last_sequence: number;
  readonly at: string;
}

/** Dollars, as far as prices are known: an answer without a price is counted, never guessed. */
export interface CostState {
  readonly amount: number;
  readonly answers: number;
  readonly unpriced: number;
}

/** What routing said about a run, the newest of each. */
export interface RoutingState {
  readonly candidates: readonly Candidate[];
  readonly decision?: ModelRef & { readonly reason: string; readonly source: RoutingSource };
  /** The models that were given up, in order. */
  readonly fallbacks: readonly {
    readonly from: ModelRef;
    readonly to: ModelRef;
    readonly reason: string;
  }[];
  /** Why no model can be asked. */
  readonly problem?: Failure;
  /** Where the newest of it stands in the log. */
  readonly sequence: number;
}

/** One request to the model and what came of it. */
export interface StepState {
  readonly step_id: string;
  readonly provider: string;
  readonly model: string;
  /** Above 1: the request of the step before once more. */
  readonly attempt: number;
  readonly state: "open" | "completed" | "failed";
  readonly text: string;
  readonly tool_calls: readonly RequestedCall[];
  /** Goes back to the same model with the next request, as it came. */
  readonly reasoning_items?: readonly Json[];
  readonly finish_reason?: FinishReason;
  readonly error?: Failure;
}

export type ToolCallStatus =
  | "writing"
  | "queued"
  | "waiting_approval"
  | "running"
  | "done"
  | ToolFailureReason;

export interface ToolCallState {
  readonly tool_call_id: string;
  readonly name: string;
  readonly status: ToolCallStatus;
  readonly sequence: number;
  /** The text that the model wrote, as far as it got. */
  readonly arguments_text: string;
  readonly arguments?: Json;
  readonly effect?: Effect;
  /** The model's provider ran it; the loop has nothing to do with it. */
  readonly provider_executed?: true;
  /** What the permission gate said, once it was asked. */
  readonly verdict?: Verdict;
  readonly progress?: number;
  readonly total?: number;
  readonly message?: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly output?: ToolOutput;
  /** Where the result stands in the log. */
  readonly result_sequence?: number;
  readonly error?: Failure;
}

export interface ApprovalState {
  readonly action_id: string;
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
}

export type CitationState = Citation & { readonly sequence: number };

export interface ArtifactState {
  readonly artifact_id: string;
  readonly name: string;
  readonly version: number;
  readonly kind: "bundle" | "file";
  readonly title: string;
  readonly media_type: string;
  readonly content?: string;
  readonly height?: number;
  readonly sequence: number;
}
