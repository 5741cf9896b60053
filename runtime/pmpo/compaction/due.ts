import type { RunState, StepState, ThreadState } from "#runtime/state/thread-state.ts";
import type { Route } from "#runtime/model/routing/model-router.ts";
import { taskProfile } from "#runtime/model/routing/task-profile.ts";
import { passagesOf, type Passage } from "#runtime/pmpo/messages.ts";
import { modelRequest } from "#runtime/pmpo/model-request.ts";
import { type ModelTurn, routeOf } from "#runtime/pmpo/perform-model.ts";
import { chooseCut, type Cut } from "./cut.ts";
import { messageTokens } from "./token-estimate.ts";

/** Earlier messages that are to give way to a summary. */
export interface Compaction {
  readonly trigger: "limit" | "person";
  readonly cut: Cut;
  /** Who could write the summary. */
  readonly route: Route;
  /** Of the next request without it, estimated. */
  readonly tokens: number;
  /** What the model takes, in tokens, where that is known. */
  readonly window?: number;
  /** As many were too many for the model. */
  readonly refused?: number;
}

/** Tries that may fail in one run; then it goes on as it is. */
const MAX_FAILURES = 3;
/** A summary of less than this part of the window would soon be due again. */
const LEAST_SHARE = 0.1;
/** What may be left of the newest turn's past, so that the turn itself is not touched. */
const ENOUGH_ROOM = 0.5;

/**
 * Whether the next request needs room first. What its last step really took counts, with an estimate
 * of what came since. Undefined where there is room, where nobody knows the window, where too little
 * could be covered, and where this request's try has failed.
 */
export function compactionDue(turn: ModelTurn): Compaction | undefined {
  const { thread, run, services } = turn;
  if (isGivenUp(run)) return undefined;
  const { compact_at, keep_messages } = services.agent.context;
  const needs = run.tools.length > 0 ? (["tools"] as const) : [];
  const route = routeOf(turn, { kind: "chat", needs, estimated_tokens: 0 });
  const window = windowOf(turn, route);
  if (window === undefined) return undefined;
  const tokens = requestTokens(turn);
  if (tokens < window * compact_at) return undefined;
  const suffices = (cut: Cut) => tokens - cut.tokens <= window * ENOUGH_ROOM;
  const cut = chooseCut(upTo(thread, run), keep_messages, suffices);
  if (cut === undefined || cut.tokens < window * LEAST_SHARE) return undefined;
  return { trigger: "limit", cut, route, tokens, window };
}

/** What a person asked for: a summary of all but the end of the conversation. */
export function compactionAsked(turn: ModelTurn): Compaction | undefined {
  const cut = chooseCut(pastOf(turn), turn.services.agent.context.keep_messages);
  const tokens = pastTokens(turn);
  return cut === undefined ? undefined : { trigger: "person", cut, tokens, ...writer(turn) };
}

/** The same for a request that its model refused as too long: how much it takes, nobody may know. */
export function compactionForced(turn: ModelTurn): Compaction | undefined {
  const tokens = pastTokens(turn);
  const suffices = (cut: Cut) => cut.tokens >= tokens * ENOUGH_ROOM;
  const cut = chooseCut(pastOf(turn), turn.services.agent.context.keep_messages, suffices);
  if (cut === undefined) return undefined;
  return { trigger: "limit", cut, tokens, refused: tokens, ...writer(turn) };
}

/** Who writes a summary whatever the request would need. */
function writer(turn: ModelTurn): Pick<Compaction, "route" | "window"> {
  const route = routeOf(turn, { kind: "chat", needs: [], estimated_tokens: 0 });
  const window = windowOf(turn, route);
  return { route, ...(window !== undefined && { window }) };
}

function pastOf({ thread, run }: ModelTurn) {
  return upTo(thread, run);
}

function pastTokens(turn: ModelTurn): number {
  return messageTokens(passagesOf(pastOf(turn)).flatMap(({ messages }) => messages));
}

/** One failed try a request, and not for ever: a restart that cut a try off is no failure of it. */
function isGivenUp({ compaction, steps }: RunState): boolean {
  if (compaction?.state !== "failed") return false;
  if (compaction.failures >= MAX_FAILURES) return true;
  const isOfThisRequest = compaction.sequence > (steps.at(-1)?.sequence ?? 0);
  return isOfThisRequest && compaction.error?.code !== "interrupted";
}

function windowOf({ services }: ModelTurn, { models }: Route): number | undefined {
  const { window_tokens = Infinity } = services.agent.context;
  const known = models[0]?.info?.limit?.context;
  const window = Math.min(window_tokens, known === undefined || known === 0 ? Infinity : known);
  return window === Infinity ? undefined : window;
}

/** Turns that wait behind the run are no part of what it reads. */
function upTo({ turns, boundary }: ThreadState, { run_id }: RunState) {
  const end = turns.findIndex((turn) => turn.run_id === run_id) + 1;
  return { turns: turns.slice(0, end), ...(boundary !== undefined && { boundary }) };
}

function requestTokens(turn: ModelTurn): number {
  const passages = passagesOf(upTo(turn.thread, turn.run));
  const at = passages.findLastIndex(({ step }) => isCounted(turn.thread, step));
  const counted = passages[at];
  if (counted?.step === undefined) return taskProfile(modelRequest(turn)).estimated_tokens;
  const { input_tokens = 0, output_tokens = 0 } = counted.step.usage ?? {};
  return input_tokens + output_tokens + messageTokens(since(passages, at));
}

/** The messages behind the answer of a step: its results, and all that came later. */
function since(passages: readonly Passage[], at: number) {
  const [, ...results] = passages[at]?.messages ?? [];
  return [...results, ...passages.slice(at + 1).flatMap(({ messages }) => messages)];
}

/** Whether a step's request was one like the next: its provider counted it, and it was made behind the boundary. */
function isCounted({ boundary }: ThreadState, step: StepState | undefined): boolean {
  if (step?.state !== "completed" || (step.usage?.input_tokens ?? 0) === 0) return false;
  return step.sequence > (boundary?.sequence ?? 0);
}
