import type { Json } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { SubagentState } from "#runtime/state/subagent-state.ts";
import type { RunState, ToolCallState, ToolCallStatus } from "#runtime/state/thread-state.ts";
import { duration, span } from "#views/duration.ts";

/** A tool's name for people: `fs__read_file` reads `fs.read_file`. */
export function toolLabel(name: string): string {
  return name === "" ? "tool" : name.replace("__", ".");
}

/** Whether a call has had its one end. */
export function isSettled(status: ToolCallStatus): boolean {
  return !["writing", "queued", "waiting_approval", "running", "outcome_unknown"].includes(status);
}

/** Whether a call ended without a result for another reason than somebody's choice. */
export function isFailed(status: ToolCallStatus): boolean {
  return ["error", "timed_out", "unknown_tool", "invalid_arguments", "lost"].includes(status);
}

const WORDS: Readonly<Record<ToolCallStatus, string>> = {
  writing: "writing arguments",
  queued: "queued",
  waiting_approval: "waits for you",
  running: "running",
  outcome_unknown: "was it done?",
  done: "",
  error: "failed",
  timed_out: "timed out",
  cancelled: "cancelled",
  denied: "denied",
  expired: "approval expired",
  unknown_tool: "no such tool",
  invalid_arguments: "invalid arguments",
  lost: "outcome unknown",
};

/** What the words of a call depend on beside it: those that wait with it, who stopped or refused it. */
export type CallContext = Pick<RunState, "calls" | "approvals" | "cancel" | "subagents">;

/** The state of a call in words, with its size and time where known. */
export function stateWords(call: ToolCallState, context: Partial<CallContext> = {}): string {
  const ms = span(call.started_at, call.ended_at);
  const took = ms === 0 ? "" : duration(ms);
  const size = call.status === "done" ? outputSize(call.output?.content ?? "") : "";
  const reused = call.reused_from === undefined ? "" : "reused";
  const place = call.provider_executed === true ? "at the provider" : reused;
  return [statusWords(call, context), place, tries(call), size, took]
    .filter((word) => word !== "")
    .join(" · ");
}

function statusWords(call: ToolCallState, context: Partial<CallContext>): string {
  const words = WORDS[call.status];
  switch (call.status) {
    case "running":
      if (isAsking(call, context.approvals ?? [])) return "waits for your answer";
      if (waitingChild(call, context) !== undefined) return "its agent waits";
      return runningWords(call) || words;
    case "queued":
      return [words, placeInQueue(call, context.calls ?? [])].join("");
    case "cancelled": {
      const { requested_by } = call.cancel ?? context.cancel ?? {};
      return requested_by === "person" ? `${words} by you` : words;
    }
    case "denied":
      return [words, denier(call, context.approvals ?? [])].join("");
    default:
      return words;
  }
}

/** The agent that works for a call, where it does nothing until a person answers. */
export function waitingChild(
  { tool_call_id, cancel }: ToolCallState,
  { subagents = [] }: Pick<Partial<RunState>, "subagents">,
): SubagentState | undefined {
  const child = subagents.find((each) => each.tool_call_id === tool_call_id);
  return child?.work?.status.startsWith("waiting_") && cancel === undefined ? child : undefined;
}

/** Whether the call's server waits for what a person says. */
function isAsking({ tool_call_id }: ToolCallState, approvals: readonly ApprovalState[]): boolean {
  return approvals.some(
    (asked) =>
      asked.tool_call_id === tool_call_id &&
      asked.about === "question" &&
      asked.decision === undefined,
  );
}

/** A place is worth a word only where several wait. */
function placeInQueue({ tool_call_id }: ToolCallState, calls: readonly ToolCallState[]): string {
  const waiting = calls.filter(({ status }) => status === "queued");
  const place = waiting.findIndex((one) => one.tool_call_id === tool_call_id) + 1;
  return waiting.length < 2 || place === 0 ? "" : `, ${ordinal(place)}`;
}

function ordinal(place: number): string {
  const ending = ORDINALS[PLURAL.select(place)] ?? "th";
  return `${place}${ending}`;
}

const PLURAL = new Intl.PluralRules("en", { type: "ordinal" });
const ORDINALS: Partial<Readonly<Record<Intl.LDMLPluralRule, string>>> = {
  one: "st",
  two: "nd",
  few: "rd",
};

const RULE_MAX_CHARS = 48;

function denier(
  { tool_call_id, denied_by }: ToolCallState,
  approvals: readonly ApprovalState[],
): string {
  if (denied_by !== undefined) return ` by the rule "${cut(denied_by, RULE_MAX_CHARS)}"`;
  const answer = approvals.findLast((approval) => approval.tool_call_id === tool_call_id);
  return answer?.decided_by === "person" ? " by you" : "";
}

function tries({ attempt = 1 }: ToolCallState): string {
  return attempt > 1 ? `attempt ${attempt}` : "";
}

/** As wide as a digit: what counts up does not move what stands beside it. */
const FIGURE_SPACE = "\u2007";

function runningWords(call: ToolCallState): string {
  return call.cancel === undefined ? progressWords(call) : "stopping";
}

function progressWords({ progress, total }: ToolCallState): string {
  if (progress === undefined) return "";
  if (total === undefined) return String(round(progress));
  const whole = String(round(total));
  return `${String(round(progress)).padStart(whole.length, FIGURE_SPACE)} of ${whole}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function outputSize(content: string): string {
  if (content === "") return "no output";
  const lines = content.trimEnd().split("\n").length;
  return lines === 1 ? "" : `${lines} lines`;
}

const SUMMARY_MAX_CHARS = 120;

/** The arguments in one line: plain values side by side, or the text that is being written. */
export function argumentsLine(call: ToolCallState): string {
  if (call.arguments !== undefined) return valueLine(call.arguments);
  if (call.status === "writing") return oneLine(call.arguments_text);
  return valueLine(parsed(call.arguments_text));
}

/** What a model wrote may be no JSON; then its text stands for it. */
function parsed(text: string): Json {
  try {
    // JSON.parse gives nothing else.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Any arguments in one line. */
export function valueLine(value: Json): string {
  if (typeof value !== "object" || value === null) return oneLine(plain(value));
  if (Array.isArray(value)) return oneLine(JSON.stringify(value));
  return oneLine(Object.values(value).map(plain).join(", "));
}

function plain(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  const line = text
    .slice(0, SUMMARY_MAX_CHARS * 4)
    .replaceAll(/\s+/g, " ")
    .trim();
  return cut(line, SUMMARY_MAX_CHARS);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
