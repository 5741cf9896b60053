import type { Usage } from "#runtime/event/shared.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { failureError } from "./run-failure.ts";
import { ResponseEcho } from "./response-echo.ts";
import { type ResponseItem, responseId } from "./response-item.ts";
import { type Ended, seconds } from "./said.ts";

type ResponseStatus =
  | "queued"
  | "in_progress"
  | "completed"
  | "incomplete"
  | "failed"
  | "cancelled";

/** What is known of a run's answer at some event of it. */
export interface ResponseProgress {
  readonly hasBegun: boolean;
  readonly output: readonly ResponseItem[];
  /** Why the model's last answer is not whole. */
  readonly cut?: "max_output_tokens" | "content_filter";
  readonly ended?: Ended;
}

/** A response, as Open Responses has it; times are Unix seconds. */
export interface ResponseResource extends ResponseEcho {
  readonly id: string;
  readonly object: "response";
  readonly created_at: number;
  readonly completed_at: number | null;
  readonly status: ResponseStatus;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly output: readonly ResponseItem[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly tools: readonly object[];
  readonly usage: ResponseUsage | null;
  readonly top_logprobs: number;
  readonly service_tier: string;
}

/** Tokens, as the protocol counts them. */
export interface ResponseUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens_details: { readonly reasoning_tokens: number };
}

/** The response of a run. */
export function responseResource(turn: TurnState, progress: ResponseProgress): ResponseResource {
  const { output, ended } = progress;
  const echo = echoOf(turn);
  const status = statusOf(progress);
  const failure = status === "failed" ? ended?.failure : undefined;
  const error = failure && failureError(failure);
  return {
    id: responseId(turn.run_id),
    object: "response",
    created_at: seconds(turn.submitted_at),
    completed_at: status === "completed" ? (ended?.at ?? null) : null,
    status,
    incomplete_details: incompleteDetails(status, progress),
    output,
    error:
      error === undefined ? null : { code: error.code ?? "server_error", message: error.message },
    tools: (turn.request?.tools ?? []).map(({ name, description, input_schema }) => ({
      type: "function",
      name,
      description,
      parameters: input_schema,
      strict: false,
    })),
    usage: ended === undefined ? null : usageOf(ended.usage),
    top_logprobs: 0,
    service_tier: "default",
    ...echo,
  };
}

/** What the request of a turn said, with what it left open. */
export function echoOf({ request }: TurnState): ResponseEcho {
  return ResponseEcho.parse(request?.echo ?? {});
}

function statusOf({ hasBegun, cut, ended }: ResponseProgress): ResponseStatus {
  if (ended === undefined) return hasBegun ? "in_progress" : "queued";
  if (ended.failure !== undefined) {
    return ended.failure.status === "cancelled" ? "cancelled" : "failed";
  }
  return cut === undefined ? "completed" : "incomplete";
}

function incompleteDetails(status: ResponseStatus, { cut }: ResponseProgress) {
  if (status === "cancelled") return { reason: "cancelled" };
  return status === "incomplete" && cut !== undefined ? { reason: cut } : null;
}

/** Whether nothing more will be said in it. */
export function isOver({ run }: TurnState): boolean {
  return isTerminal(run.status);
}

/** What a run took, as the protocol counts it. */
export function usageOf({ input_tokens = 0, output_tokens = 0, ...more }: Usage): ResponseUsage {
  return {
    input_tokens,
    output_tokens,
    total_tokens: input_tokens + output_tokens,
    input_tokens_details: { cached_tokens: more.cached_input_tokens ?? 0 },
    output_tokens_details: { reasoning_tokens: more.reasoning_tokens ?? 0 },
  };
}
