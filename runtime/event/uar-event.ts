import type { AnswerContent, Decision, EditedArguments, NoDecision, Question } from "./action.ts";
import type { Cost, Limit, LimitState } from "./limit.ts";
import type { Citation, Json, Phase, Usage } from "./shared.ts";
import type { ToolFailureReason } from "./tool.ts";
import type { TurnFailureStatus } from "./turn.ts";

/**
 * What a run says to those who watch it (seed 000, section 2.5): one meaning on one lane. The
 * payload is the data of the stream's message.
 */
export type UarEvent =
  | LaneMessage<"TokenDelta", "tokens", { text: string }>
  | LaneMessage<"ReasoningDelta", "reasoning", { text: string }>
  | LaneMessage<"Discarded", "tokens" | "reasoning", TakenBack>
  | LaneMessage<"ToolsProgress", "tools", ToolsProgress>
  | LaneMessage<"BundleHtml", "bundle", BundleHtml>
  | LaneMessage<"Citation", "citations", Citation>
  | LaneMessage<"Approval", "approvals", ApprovalRequired | ApprovalResolved>
  | LaneMessage<"Artifact", "artifacts", ArtifactNote>
  | LaneMessage<"Usage", "usage", Usage | CostRecord | UsageLimit | QuotaLeft>
  | LaneMessage<"Status", "status", StatusLine>
  | LaneMessage<"Error", "errors", LaneFailure>
  | LaneMessage<"Done", "status", { status: "completed" | TurnFailureStatus; done: true }>;

interface LaneMessage<Type extends string, Name extends string, Payload> {
  readonly type: Type;
  readonly lane: Name;
  readonly payload: Readonly<Payload>;
}

/** The newest `discard` characters (UTF-16) of the lane's text count no more; they are written anew. */
interface TakenBack {
  text: "";
  discard: number;
}

/** A failure without what only the runtime needs to know. */
export interface LaneFailure {
  code: string;
  message: string;
  hint?: string;
}

/** How far a tool call got; one that gives no result says why. */
export type ToolState =
  | "writing"
  | "queued"
  | "waiting_approval"
  | "outcome_unknown"
  | "running"
  | "done"
  | ToolFailureReason;

/** Messages of one `call_id` are one call: a field that is absent has not changed. */
export interface ToolsProgress {
  call_id: string;
  name?: string;
  state: ToolState;
  /** The next piece of the arguments' text, while the model writes them. */
  arguments_delta?: string;
  arguments?: Json;
  progress?: number;
  total?: number;
  message?: string;
  content?: string;
  /** The whole content is kept under this name, and so large; `content` is its beginning. */
  output_ref?: string;
  bytes?: number;
  error?: LaneFailure;
}

interface BundleHtml {
  artifact_id: string;
  version: number;
  title: string;
  html: string;
  height?: number;
}

interface ApprovalRequired {
  action_id: string;
  state: "required";
  /** The question is not whether a call may run, but what came of it. */
  about?: "outcome_unknown" | "question";
  call_id?: string;
  tool: string;
  arguments: Json;
  arguments_hash: string;
  prompt: string;
  rule: string;
  decisions: readonly Decision[];
  expires_at?: string;
  /** What a server asks for; its words are the prompt. */
  question?: Question;
}

interface ApprovalResolved {
  action_id: string;
  state: "resolved";
  call_id?: string;
  decision: Decision | NoDecision;
  decided_by: "person" | "policy" | "runtime";
  reason?: string;
  edited?: EditedArguments;
  /** What a question was answered with. */
  content?: AnswerContent;
  action_type?: "question";
}

interface ArtifactNote {
  artifact_id: string;
  kind: "bundle" | "file";
  name: string;
  version: number;
  title: string;
  media_type: string;
}

/** The price of one answer of a model, where it is known. */
interface CostRecord {
  cost: Cost;
  provider?: string;
  model?: string;
}

interface UsageLimit {
  limit: Limit;
  used: number;
  max: number;
  state: LimitState;
}

/** A provider says that little of a quota is left, as far as it tells. */
interface QuotaLeft {
  provider: string;
  quota: string;
  remaining?: number;
  limit?: number;
  resets_at?: string;
}

interface StatusLine {
  status: string;
  title: string;
  phase?: Phase;
  pass?: number;
  detail?: string;
}
