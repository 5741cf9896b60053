import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart } from "@ai-sdk/provider";

import type { FinishReason } from "#runtime/event/model.ts";
import type { Json } from "#runtime/event/shared.ts";

import { createCitationFilter } from "./ai-sdk-citations.ts";
import { createReasoningItems } from "./ai-sdk-reasoning.ts";
import { jsonOf } from "./ai-sdk-json.ts";
import { usageOf } from "./ai-sdk-usage.ts";
import { TruncatedStreamError } from "./failure-facts.ts";
import type { ModelFailure } from "./model-failure.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

/** Maps one stream; what it gives is a function of the parts it has seen, however they were cut. */
export interface PartMapper {
  /** The events of the next part. Nothing follows the first `done` or `error`. */
  next(part: LanguageModelV4StreamPart): readonly NormalizedEvent[];
  /** The events of the stream's end: the error `stream_truncated` when no part had ended it. */
  end(): readonly NormalizedEvent[];
}

const NOTHING: readonly NormalizedEvent[] = [];
const BLOCK_BREAK = "\n\n";

/** A mapper from AI SDK (LanguageModelV4) stream parts; `describe` words the errors inside a stream. */
export function createPartMapper(describe: (error: unknown) => ModelFailure): PartMapper {
  const cited = createCitationFilter();
  const reasoning = createReasoningItems();
  const providersOwn = new Set<string>();
  let ended = false;
  let last: "text" | "reasoning" | "tool" | undefined;
  let breakBefore: "text" | "reasoning" | undefined;

  /** Two blocks of one kind in a row are two paragraphs: the provider sends no white space between. */
  const open = (kind: "text" | "reasoning"): readonly NormalizedEvent[] => {
    if (last === kind) breakBefore = kind;
    return NOTHING;
  };
  const spoken = (kind: "text" | "reasoning", delta: string): readonly NormalizedEvent[] => {
    if (delta === "") return NOTHING;
    const text = breakBefore === kind ? BLOCK_BREAK + delta : delta;
    breakBefore = undefined;
    last = kind;
    return [{ type: kind === "text" ? "message_delta" : "reasoning_delta", text }];
  };
  const close = (...events: readonly NormalizedEvent[]): readonly NormalizedEvent[] => {
    ended = true;
    return events;
  };

  const map = (part: LanguageModelV4StreamPart): readonly NormalizedEvent[] => {
    switch (part.type) {
      case "text-delta":
        return spoken("text", part.delta);
      case "reasoning-delta":
        reasoning.add(part);
        return spoken("reasoning", part.delta);
      case "text-start":
        return open("text");
      case "reasoning-start":
        reasoning.add(part);
        return open("reasoning");
      case "reasoning-end":
        return reasoning.end(part);
      case "text-end":
        return part.citations === undefined ? NOTHING : cited.citations(part.citations);
      case "source":
        return cited.source(part);
      case "tool-input-start":
      case "tool-input-delta":
      case "tool-call":
      case "tool-result":
        last = "tool";
        return toolEvents(part, providersOwn);
      case "error":
        return close(describe(part.error));
      case "finish":
        return close(...finishEvents(part, describe));
      default:
        return NOTHING;
    }
  };

  return {
    next: (part) => (ended ? NOTHING : map(part)),
    end: () => (ended ? NOTHING : close(describe(new TruncatedStreamError()))),
  };
}

type ToolPart = Extract<
  LanguageModelV4StreamPart,
  { type: "tool-input-start" | "tool-input-delta" | "tool-call" | "tool-result" }
>;

/** Calls that the provider runs itself are told as such: the runtime must not run them again. */
function toolEvents(part: ToolPart, providersOwn: Set<string>): readonly NormalizedEvent[] {
  switch (part.type) {
    case "tool-input-start":
      if (part.providerExecuted === true) {
        providersOwn.add(part.id);
        return NOTHING;
      }
      return [{ type: "tool_call_delta", id: part.id, name: part.toolName, arguments_delta: "" }];
    case "tool-input-delta":
      if (part.delta === "" || providersOwn.has(part.id)) return NOTHING;
      return [{ type: "tool_call_delta", id: part.id, arguments_delta: part.delta }];
    case "tool-call":
      if (part.providerExecuted === true) return [providerTool(part, "running", part.input)];
      return [
        {
          type: "tool_call_complete",
          id: part.toolCallId,
          name: part.toolName,
          arguments: part.input,
        },
      ];
    case "tool-result":
      if (part.preliminary === true) return NOTHING;
      return [providerTool(part, part.isError === true ? "failed" : "done", part.result)];
  }
}

function providerTool(
  { toolCallId: id, toolName: name }: { readonly toolCallId: string; readonly toolName: string },
  status: "running" | "done" | "failed",
  said: unknown,
): NormalizedEvent {
  return { type: "provider_tool", id, name, status, item: jsonOf(said) ?? null };
}

type FinishPart = Extract<LanguageModelV4StreamPart, { type: "finish" }>;

function finishEvents(
  part: FinishPart,
  describe: (error: unknown) => ModelFailure,
): readonly NormalizedEvent[] {
  const usage = usageOf(part.usage);
  const raw = jsonOf(part.usage.raw);
  const spent: readonly NormalizedEvent[] =
    Object.keys(usage).length === 0
      ? NOTHING
      : [{ type: "usage", usage, ...(raw !== undefined && { provider_usage: raw }) }];
  const reason = part.finishReason;
  if (reason.unified === "interrupted") return [...spent, describe(new TruncatedStreamError())];
  if (reason.unified === "error") return [...spent, describe(new Error(reason.raw ?? ""))];
  const metadata = metadataOf(part.providerMetadata);
  return [
    ...spent,
    {
      type: "done",
      finish_reason: finishReasonOf(reason.unified),
      ...(reason.raw !== undefined && { provider_finish: reason.raw }),
      ...(metadata !== undefined && { provider_metadata: metadata }),
    },
  ];
}

type Finished = Exclude<LanguageModelV4FinishReason["unified"], "interrupted" | "error">;

function finishReasonOf(unified: Finished): FinishReason {
  switch (unified) {
    case "stop":
    case "length":
      return unified;
    case "content-filter":
      return "content_filter";
    case "tool-calls":
      return "tool_calls";
    case "other":
      return "unknown";
  }
}

/** What the provider added, once an answer; absent when it added nothing but its own name. */
function metadataOf(metadata: FinishPart["providerMetadata"]): Json | undefined {
  const said = Object.entries(metadata ?? {}).filter(([, value]) => Object.keys(value).length > 0);
  if (said.length === 0) return undefined;
  return jsonOf(Object.fromEntries(said));
}
