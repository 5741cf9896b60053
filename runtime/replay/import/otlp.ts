import { z } from "zod";

import type { FinishReason } from "#runtime/event/model.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { CallWriter } from "./call-writer.ts";
import type { CaptureReader } from "./capture.ts";
import { jsonIn } from "./json-text.ts";
import { type CapturedSpan, spansIn } from "./otlp-document.ts";
import { RunWriter } from "./run-writer.ts";

/**
 * Reads OpenTelemetry spans by the GenAI conventions, in OTLP/JSON. A trace is a run: its model calls are
 * steps, its tools calls. Texts are there as far as whoever recorded the spans let them be.
 */
export function otlpReader(): CaptureReader {
  const spans: CapturedSpan[] = [];
  return {
    take: (piece) => void spans.push(...spansIn(piece)),
    end() {
      const run = new RunWriter();
      const calls = new CallWriter(run);
      for (const trace of tracesOf(spans)) tellTrace(trace, run, calls);
      return run.facts;
    },
  };
}

/** By the time of their beginnings. */
function tracesOf(spans: readonly CapturedSpan[]): readonly (readonly CapturedSpan[])[] {
  const traces = Map.groupBy(
    spans.toSorted((left, right) => left.from - right.from || right.to - left.to),
    ({ trace }) => trace,
  );
  return [...traces.values()];
}

/** What a moment of a trace is: the beginning or the end of one of its spans. */
interface Moment {
  readonly at: number;
  readonly span: CapturedSpan;
  readonly isEnd: boolean;
}

function tellTrace(spans: readonly CapturedSpan[], run: RunWriter, calls: CallWriter): void {
  const ids = new Set(spans.map(({ id }) => id));
  // Spans that are each other's parents have no root: then the first of them stands for it.
  const root = spans.find(({ parent }) => parent === undefined || !ids.has(parent)) ?? spans[0];
  if (root === undefined) return;
  const models = spans.filter((span) => MODEL_OPERATIONS.has(operation(span)));
  const first = models[0];
  run.moveTo(root.from);
  run.begin({
    question: questionIn(root) ?? (first && questionIn(first)),
    agent: texts(root, "gen_ai.agent.name", "gen_ai.agent.id") ?? root.name,
    model: texts(root, "gen_ai.request.model") ?? (first && texts(first, ...MODEL_NAMES)),
  });
  for (const moment of momentsOf(spans, root)) {
    run.moveTo(moment.at);
    tellMoment(moment, run, calls);
  }
  run.moveTo(root.to);
  if (root.error === undefined) run.complete();
  else run.fail({ code: texts(root, "error.type") ?? "error", message: root.error });
}

/** Beginnings and ends in the order of time; of those at one time, ends come before beginnings. */
function momentsOf(spans: readonly CapturedSpan[], root: CapturedSpan): readonly Moment[] {
  return spans
    .filter((span) => span !== root || MODEL_OPERATIONS.has(operation(span)))
    .flatMap((span) => [
      { at: span.from, span, isEnd: false },
      { at: span.to, span, isEnd: true },
    ])
    .toSorted((left, right) => left.at - right.at || rank(left) - rank(right));
}

/** A span without length still ends after it began. */
function rank({ span, isEnd }: Moment): number {
  if (!isEnd) return 1;
  return span.from === span.to ? 2 : 0;
}

const MODEL_OPERATIONS: ReadonlySet<string> = new Set([
  "chat",
  "text_completion",
  "generate_content",
]);
const MODEL_NAMES = ["gen_ai.request.model", "gen_ai.response.model"] as const;

function operation(span: CapturedSpan): string {
  return texts(span, "gen_ai.operation.name") ?? "";
}

function tellMoment({ span, isEnd }: Moment, run: RunWriter, calls: CallWriter): void {
  const kind = operation(span);
  if (MODEL_OPERATIONS.has(kind)) return isEnd ? endModel(span, run, calls) : beginModel(span, run);
  if (kind === "execute_tool") return isEnd ? endTool(span, calls) : beginTool(span, run, calls);
  const rule = texts(span, "uar.approval.rule");
  if (rule !== undefined) return tellApproval(span, isEnd, rule, calls);
  if (isEnd || span.attributes.has("uar.step")) return;
  run.unknown(`a span "${span.name.slice(0, 60)}"`, span.value);
}

/** An approval of our own export. */
function tellApproval(span: CapturedSpan, isEnd: boolean, rule: string, calls: CallWriter): void {
  if (!isEnd) return calls.ask(span.id, callId(span), `May ${toolName(span)} run?`, rule);
  const decision = texts(span, "uar.approval.decision");
  if (decision !== undefined) calls.decide(span.id, decision.startsWith("allow"));
}

function beginModel(span: CapturedSpan, run: RunWriter): void {
  const provider = texts(span, "gen_ai.provider.name", "gen_ai.system");
  const input = messagesIn(span, "gen_ai.input.messages");
  run.beginStep({
    provider,
    model: texts(span, ...MODEL_NAMES),
    message_count: input.length === 0 ? undefined : input.length,
  });
}

function endModel(span: CapturedSpan, run: RunWriter, calls: CallWriter): void {
  if (!run.isAsking) return; // another call of the model began meanwhile, and took its place
  for (const { parts } of messagesIn(span, "gen_ai.output.messages")) {
    for (const part of parts) tellPart(part, run, calls);
  }
  if (span.error !== undefined) {
    const code = texts(span, "error.type") ?? "error";
    return run.failStep({ code, message: span.error });
  }
  const [reason] = z
    .array(z.string())
    .catch([])
    .parse(span.attributes.get("gen_ai.response.finish_reasons"));
  run.endStep({ finish_reason: FINISHES[reason ?? ""], usage: usageOf(span) });
}

function tellPart(part: Part, run: RunWriter, calls: CallWriter): void {
  switch (part.type) {
    case "text":
      return run.text(part.content ?? "");
    case "reasoning":
      return run.reasoning(part.content ?? "");
    case "tool_call":
      return calls.offer(part.id ?? part.name ?? "", part);
    default:
      return run.unknown(`a part "${part.type.slice(0, 60)}" of a message`, part);
  }
}

function beginTool(span: CapturedSpan, run: RunWriter, calls: CallWriter): void {
  const given = texts(span, "gen_ai.tool.call.arguments");
  run.ensureRun();
  calls.start(callId(span), {
    name: toolName(span),
    arguments: given === undefined ? undefined : (jsonIn(given) ?? given),
  });
}

function endTool(span: CapturedSpan, calls: CallWriter): void {
  const id = callId(span);
  if (span.error !== undefined) {
    const isLate = texts(span, "error.type") === "timed_out";
    return calls.fail(id, isLate ? "timed_out" : "error", span.error, toolName(span));
  }
  calls.result(id, texts(span, "gen_ai.tool.call.result") ?? UNSAID, toolName(span));
}

/** Most spans leave out what was said. */
const UNSAID = "The spans do not hold the result";

function callId(span: CapturedSpan): string {
  return texts(span, "gen_ai.tool.call.id") ?? span.id;
}

function toolName(span: CapturedSpan): string {
  return texts(span, "gen_ai.tool.name") ?? span.name;
}

function usageOf({ attributes }: CapturedSpan): Usage {
  const found = USAGE_NAMES.flatMap(([field, ...names]) => {
    const value = names.map((name) => attributes.get(name)).find((known) => known !== undefined);
    return typeof value === "number" ? [[field, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The names of now, then those of before. */
const USAGE_NAMES = [
  ["input_tokens", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"],
  ["output_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"],
  ["cached_input_tokens", "gen_ai.usage.cache_read.input_tokens"],
  ["reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"],
] as const;

const FINISHES: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  end_turn: "stop",
  length: "length",
  max_tokens: "length",
  content_filter: "content_filter",
  tool_call: "tool_calls",
  tool_calls: "tool_calls",
  tool_use: "tool_calls",
  error: "error",
  cancelled: "cancelled",
};

/** The first of these attributes that is a text. */
function texts(span: CapturedSpan, ...names: readonly string[]): string | undefined {
  const found = names.map((name) => span.attributes.get(name));
  return found.find((value): value is string => typeof value === "string" && value !== "");
}

const Part = z.looseObject({
  type: z.string(),
  content: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  arguments: z.unknown().optional(),
});
type Part = z.infer<typeof Part>;

const Messages = z.array(z.looseObject({ role: z.string(), parts: z.array(Part).catch([]) }));

/** Messages are JSON in a text, where they are there at all. */
function messagesIn(span: CapturedSpan, name: string): z.infer<typeof Messages> {
  const value = span.attributes.get(name);
  const messages = Messages.safeParse(typeof value === "string" ? jsonIn(value) : value);
  return messages.success ? messages.data : [];
}

function questionIn(span: CapturedSpan): string | undefined {
  const asked = messagesIn(span, "gen_ai.input.messages").findLast(({ role }) => role === "user");
  const words = asked?.parts.flatMap(({ type, content }) =>
    type === "text" ? (content ?? []) : [],
  );
  return words === undefined || words.length === 0 ? undefined : words.join("\n");
}
