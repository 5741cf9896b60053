import type {
  Citation,
  Effect,
  Failure,
  Json,
  Phase,
  ReusedCall,
  Usage,
} from "#runtime/event/shared.ts";
import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Limit, LimitState } from "#runtime/event/limit.ts";
import type { FinishReason, RequestedCall } from "#runtime/event/model.ts";
import type { Imported } from "#runtime/event/session.ts";
import type { SpawnedBy } from "#runtime/event/subagent.ts";
import type { Verdict } from "#runtime/event/permission.ts";
import type { CatalogTool, ToolFailureReason, ToolOutput } from "#runtime/event/tool.ts";
import type { TurnFailureStatus, TurnKind, TurnOptions } from "#runtime/event/turn.ts";
import type { TurnRequest } from "#runtime/event/turn-request.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { ArtifactState } from "./artifact-state.ts";
import type { CancelState } from "./cancel-state.ts";
import type { CostState } from "./cost-state.ts";
import type { CompactionState, ContextBoundary } from "./compaction-state.ts";
import type { ContextState } from "./context-state.ts";
import type { AttachedFile, KeptOutput } from "./kept-output.ts";
import type { EnvironmentState } from "./environment-state.ts";
import type { ForkedRun } from "./forked-run.ts";
import type { OutputTail } from "./output-tail.ts";
import type { HookNote, Objection, PromptState } from "./hook-state.ts";
import type { RoutingState } from "./routing-state.ts";
import type { SubagentState } from "./subagent-state.ts";
import type { ThreadRecords } from "./thread-records.ts";

/** A thread as its log tells it: the fold of its events up to `sequence`. Plain data, safe as JSON. */
export interface ThreadState extends ThreadRecords {
  readonly session_id: string;
  readonly thread_id: string;
  /** The last folded event; 0 before the first. */
  readonly sequence: number;
  readonly title: string;
  readonly pinned: boolean;
  /** A thread that was not recorded here never goes on. */
  readonly imported?: Imported;
  /** Put away: lists leave it out until somebody asks for it or writes in it. */
  readonly archived: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  /** In the order in which they run: those that wait stand last, as the queue has them. */
  readonly turns: readonly TurnState[];
  /** Turn ids that wait for their run, next first. */
  readonly queue: readonly string[];
  /** Tools that the person allowed for this session. */
  readonly allowances: readonly string[];
  /** The newest summary that stands for earlier messages. */
  readonly boundary?: ContextBoundary;
  /** Where a branch left another thread; absent in the session's first thread. */
  readonly forked_from?: { readonly thread_id: string; readonly sequence: number };
  /** The run that this thread's agent works for; absent in a session's own threads. */
  readonly spawned_by?: SpawnedBy;
  /** The turns that were not at their end where a branch left, until its first turn. */
  readonly aside?: readonly TurnState[];
  /** The branch that the session shows; told by its first thread. */
  readonly active_thread_id?: string;
  /** The branch is left out of lists and pages. */
  readonly hidden?: true;
}

export interface TurnState {
  readonly turn_id: string;
  readonly task_id: string;
  readonly run_id: string;
  readonly sequence: number;
  readonly submitted_at: string;
  readonly text: string;
  readonly attachments?: readonly AttachedFile[];
  readonly options: TurnOptions;
  readonly idempotency_key?: string;
  readonly input_ref?: string;
  /** What the message came through. */
  readonly source?: string;
  /** What a program sent with it. */
  readonly request?: TurnRequest;
  readonly trace_id?: string;
  /** When its words were changed in the queue. */
  readonly edited_at?: string;
  /** The first of the turns that this one is an alternative of, in whatever branch. */
  readonly replaces?: string;
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
  /** Absent for a run that answers. */
  readonly kind?: TurnKind;
  /** The run that it goes on from, and what it took over; absent in one that began anew. */
  readonly forked_from?: ForkedRun;
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
  /** Its child agents, in the order in which they began; absent without any. */
  readonly subagents?: readonly SubagentState[];
  /** The hook that runs; after a crash, the one that it cut off. */
  readonly hook?: EventOf<"hook.started">;
  /** What hooks made of the message; absent where none has seen it. */
  readonly prompt?: PromptState;
  /** Why hooks did not let the run stop after a step, or its calls be made: the model goes on with it. */
  readonly objections?: readonly Objection[];
  /** What the run was given beside the conversation. */
  readonly context?: ContextState;
  /** Where its commands run; absent until an event tells. */
  readonly environment?: EnvironmentState;
  /** The instructions that this run's model got. */
  readonly system_prompt: string;
  readonly usage: Usage;
  /** What the answers so far cost; absent before the first one. */
  readonly cost?: CostState;
  /** Dollars that the request under way costs by a guess; absent once its answer is counted. */
  readonly cost_estimated?: number;
  /** Budgets of which the log has said how far they are spent. */
  readonly limits?: Readonly<Partial<Record<Limit, LimitState>>>;
  /** Which model was taken and why; absent before the first request. */
  readonly routing?: RoutingState;
  readonly error?: Failure;
  /** How the run went on after restarts; absent in one that never had to. */
  readonly recovery?: RecoveryState;
  /** A stopping server put the run aside in order: going on with it is no recovery from a crash. */
  readonly paused?: true;
  /** The task has had its end, and only the run's own terminal event is missing. */
  readonly task_end?: {
    readonly status: "completed" | TurnFailureStatus;
    readonly error?: Failure;
  };
  readonly cancel?: CancelState;
  /** The newest try to summarise earlier messages. */
  readonly compaction?: CompactionState;
  /** Calls that did not end when the run was stopped. */
  readonly unresolved?: readonly string[];
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
    | NoticePart
  );

/** Something that happened to the run. */
interface NoticePart {
  readonly kind: "notice";
  readonly title: string;
  readonly detail?: string;
  /** What stands for earlier messages from here on. */
  readonly summary?: string;
}

export interface PartPlace {
  readonly sequence: number;
  readonly last_sequence: number;
  readonly at: string;
}

/** The attempts of a run beyond the first. */
export interface RecoveryState {
  /** The one that runs now, from 2. */
  readonly attempt: number;
  /** How many of them followed a crash. */
  readonly crashes: number;
  /** Milliseconds in which nobody worked on the run. */
  readonly downtime_ms: number;
}

/** One request to the model and what came of it. */
export interface StepState {
  readonly step_id: string;
  readonly sequence: number;
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
  /** What its provider counted, where it did. */
  readonly usage?: Usage;
  /** The hooks that have seen the answer. */
  readonly hooks?: readonly string[];
  readonly notes?: readonly HookNote[];
  readonly error?: Failure;
  /** A restart cut it off and it is asked anew: its words are history, and count no more. */
  readonly discarded?: true;
}

export type ToolCallStatus =
  | "writing"
  | "queued"
  | "waiting_approval"
  | "running"
  | "outcome_unknown"
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
  /** How often it was started; absent before the first time. */
  readonly attempt?: number;
  /** The model's provider ran it; the loop has nothing to do with it. */
  readonly provider_executed?: true;
  /** Who put other arguments in the place of the model's. */
  readonly changed_by?: "person" | "hook";
  /** Who put another result in the place of the tool's. */
  readonly result_changed_by?: "fork" | "client";
  /** The recorded call whose result stands for this one: nothing runs. */
  readonly reused_from?: ReusedCall;
  /** What the permission gate said, once it was asked. */
  readonly verdict?: Verdict;
  /** The rule that does not allow it, where one spoke so. */
  readonly denied_by?: string;
  /** The hooks that have seen how it ended. */
  readonly hooks?: readonly string[];
  readonly notes?: readonly HookNote[];
  /** It alone was asked to stop. */
  readonly cancel?: CancelState;
  readonly progress?: number;
  readonly total?: number;
  readonly message?: string;
  /** What it says while it runs; absent in one that is silent. */
  readonly tail?: OutputTail;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly output?: ToolOutput;
  /** The whole output, where the log holds its beginning only. */
  readonly kept?: KeptOutput;
  readonly result_sequence?: number;
  readonly error?: Failure;
}
export type CitationState = Citation & { readonly sequence: number };
