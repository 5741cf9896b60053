import type { EventOf, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Citation } from "#runtime/event/shared.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import { inWords } from "./in-words.ts";
import { MODEL_SUMMARIES } from "./model-summary.ts";
import { bytes, count } from "./quantity.ts";

/** Longest summary, in characters: a line of the list holds fewer. */
export const SUMMARY_LENGTH = 160;

type Summaries = { readonly [Type in EventType]?: (event: EventOf<Type>) => string };

/** What an event says, as one short line for a person. A class without words of its own lists its facts. */
export function summaryOf(event: RuntimeEvent): string {
  // The key picks the function for exactly this event's class; TypeScript cannot follow that.
  const summarise = SUMMARIES[event.type] as ((event: RuntimeEvent) => string) | undefined;
  return oneLine((summarise ?? facts)(event));
}

const SUMMARIES: Summaries = {
  ...MODEL_SUMMARIES,
  "session.created": ({ payload }) => payload.title ?? "New session",
  "session.updated": ({ payload }) => `Title: ${payload.title ?? "none"}`,
  "turn.submitted": ({ payload: { input } }) =>
    [input.text, ...(input.attachments ?? []).map(({ name }) => name)].join(" · "),
  "turn.started": ({ payload }) => `${payload.agent} with ${payload.model}`,
  "turn.completed": ({ payload }) => tokensSpent(payload.usage.output_tokens),
  "turn.failed": ({ payload }) => `${inWords(payload.status)}: ${payload.error.message}`,
  "run.status": ({ payload }) =>
    payload.detail === undefined ? payload.title : `${payload.title}: ${payload.detail}`,
  "task.queued": (event) => facts(event) || "Waits for its turn",
  "task.attempt.completed": (event) => facts(event) || "This try succeeded",
  "task.completed": (event) => facts(event) || "Its objective is reached",
  "queue.changed": ({ payload }) => `${inWords(payload.change)}, ${payload.queue.length} waiting`,
  "model.requested": ({ payload, refs = {} }) =>
    [
      payload.model,
      ...(refs["message_count"] === "unknown" ? [] : [count(payload.message_count, "message")]),
      ...(refs["tools"] === "unknown" ? [] : [count(payload.tools, "tool")]),
      ...(payload.attempt === undefined ? [] : [`try ${payload.attempt}`]),
      ...(payload.purpose === undefined ? [] : ["for a summary"]),
    ].join(", "),
  "subagent.status": ({ payload }) => payload.title,
  "runtime.warning": ({ payload }) => payload.message,
  "runtime.error": ({ payload: { error } }) =>
    error.hint === undefined ? error.message : `${error.message}. ${error.hint}`,
  "model.delta": ({ payload }) =>
    payload.citation === undefined
      ? (payload.text ?? payload.refusal ?? "")
      : cited(payload.citation),
  "model.completed": ({ payload }) =>
    `${payload.cached === true ? "from the cache" : tokensSpent(payload.usage.output_tokens)}, ${finished(payload)}`,
  "model.failed": ({ payload }) => `${inWords(payload.reason)}: ${payload.error.message}`,
  "reasoning.delta": ({ payload }) => payload.text,
  "reasoning.summary": ({ payload }) => payload.text,
  "tool.catalog.resolved": ({ payload }) =>
    `${count(payload.tools.length, "tool")}: ${payload.tools.map(({ name }) => toolLabel(name)).join(", ")}`,
  "tool.args": ({ payload }) =>
    payload.name === undefined ? payload.text : `${toolLabel(payload.name)} ${payload.text}`,
  "tool.started": ({ payload }) =>
    `${toolLabel(payload.name)} ${JSON.stringify(payload.arguments)}${payload.attempt > 1 ? `, attempt ${payload.attempt}` : ""}`,
  "tool.progress": ({ payload }) => progressed(payload),
  "tool.result": ({ payload }) =>
    `${toolLabel(payload.name)}${payload.reused_from === undefined ? "" : ", reused"}: ${payload.output.content}`,
  "tool.failed": ({ payload }) =>
    `${toolLabel(payload.name)} ${inWords(payload.reason).toLowerCase()}: ${payload.error.message}`,
  "action.required": ({ payload }) => asked(payload),
  "action.resolved": ({ payload }) =>
    `${inWords(payload.decision)} by ${payload.decided_by}${payload.reason === undefined ? "" : `: ${payload.reason}`}`,
  "permission.evaluated": ({ payload }) =>
    `${inWords(payload.verdict)} ${toolLabel(payload.tool)}, rule ${payload.rule}`,
  "permission.requested": ({ payload }) =>
    `Asks for ${toolLabel(payload.tool)}, rule ${payload.rule}`,
  "permission.resolved": ({ payload }) =>
    `${inWords(payload.verdict)} ${toolLabel(payload.tool)}, by ${payload.decided_by}`,
  "output.spilled": ({ payload }) => `${bytes(payload.bytes)} kept as ${payload.output_ref}`,
  "output.truncated": ({ payload }) =>
    `${bytes(payload.kept_bytes)} of ${bytes(payload.total_bytes)} kept`,
  "output.redacted": ({ payload }) => `${count(payload.redactions, "secret")} struck out`,
  "output.expired": ({ payload }) => `No longer kept, by ${payload.reason}: ${payload.output_ref}`,
  "artifact.changed": ({ payload }) => `${payload.title}, ${payload.kind} v${payload.version}`,
  "evidence.changed": ({ payload }) => `${payload.title}, ${payload.kind}`,
};

function tokensSpent(output: number | undefined): string {
  return output === undefined ? "tokens unknown" : count(output, "token");
}

function finished(payload: EventOf<"model.completed">["payload"]): string {
  const calls = payload.tool_calls.map(({ name }) => toolLabel(name));
  return calls.length > 0
    ? `calls ${calls.join(", ")}`
    : `stopped: ${inWords(payload.finish_reason).toLowerCase()}`;
}

function cited(citation: Citation): string {
  const lines =
    citation.start_line === undefined
      ? ""
      : `:${citation.start_line}${citation.end_line === undefined ? "" : `–${citation.end_line}`}`;
  return `[${citation.index}] ${citation.path ?? citation.url ?? citation.title}${lines}`;
}

function progressed({ progress, total, message }: EventOf<"tool.progress">["payload"]): string {
  const done =
    progress === undefined ? "" : `${progress}${total === undefined ? "" : ` of ${total}`}`;
  return [done, message ?? ""].filter((text) => text !== "").join(", ") || "Still running";
}

function facts(event: RuntimeEvent): string {
  return Object.entries(event.payload)
    .filter(([, value]) => value === null || typeof value !== "object")
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(", ");
}

function oneLine(text: string): string {
  const short = text.length > SUMMARY_LENGTH ? `${text.slice(0, SUMMARY_LENGTH)}…` : text;
  return short.replace(/\s+/gu, " ").trim();
}

function asked(payload: EventOf<"action.required">["payload"]): string {
  const { action_type, tool, rule, prompt, question } = payload;
  switch (action_type) {
    case "tool_approval":
      return `Asks to run ${toolLabel(tool)}, rule ${rule}`;
    case "outcome_unknown":
      return `Asks what became of ${toolLabel(tool)}`;
    case "question":
      return `${question?.server ?? toolLabel(tool)} asks: ${prompt}`;
  }
}
