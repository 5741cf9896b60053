import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

/** Reads one recorded answer back into what its model's driver gave. */
export class AnswerReader {
  /** The provider's ids by ours. */
  readonly #providerIds: ReadonlyMap<string, string>;
  readonly #tools = new Map<string | undefined, string>();

  /** `known`: where the calls were made that the answer speaks of. */
  constructor(known: readonly RuntimeEvent[], said: readonly RuntimeEvent[]) {
    const calls = known.flatMap((event) =>
      event.type === "model.completed" ? event.payload.tool_calls : [],
    );
    this.#providerIds = new Map(
      calls.map(({ tool_call_id, provider_call_id }) => [tool_call_id, provider_call_id]),
    );
    for (const event of said) {
      if (event.type !== "tool.started") continue;
      this.#tools.set(event.tool_call_id, event.payload.idempotency_key);
    }
  }

  /** Nothing for events that the loop made by itself, or of the answer's end. */
  read(event: RuntimeEvent): readonly NormalizedEvent[] {
    switch (event.type) {
      case "model.delta":
        return this.#delta(event);
      case "reasoning.delta":
        return [{ type: "reasoning_delta", text: event.payload.text }];
      case "context.compaction.completed":
        return [{ type: "message_delta", text: event.payload.summary }];
      case "tool.args": {
        const { name, text } = event.payload;
        const named = name === undefined ? {} : { name };
        const id = this.#idOf(event);
        return [{ type: "tool_call_delta", id, ...named, arguments_delta: text }];
      }
      case "tool.started":
      case "tool.result":
      case "tool.failed":
        return this.#providerTool(event);
      case "artifact.changed": {
        if (event.tool_call_id !== undefined) return [];
        const { name, title, content = "", height } = event.payload;
        const tall = height === undefined ? {} : { height };
        return [{ type: "bundle", artifact: name, title, html: content, ...tall }];
      }
      default:
        return [];
    }
  }

  #delta({ payload }: EventOf<"model.delta">): readonly NormalizedEvent[] {
    const { text, refusal, citation } = payload;
    if (citation === undefined) {
      return refusal === undefined
        ? [{ type: "message_delta", text: text ?? "" }]
        : [{ type: "refusal_delta", text: refusal }];
    }
    const { index: _, tool_call_id: ours, ...place } = citation;
    const theirs = ours === undefined ? undefined : this.#providerIds.get(ours);
    const source = theirs === undefined ? {} : { tool_call_id: theirs };
    return [{ type: "citation", citation: { ...place, ...source } }];
  }

  /** What was left running when the answer ended is closed by the loop. */
  #providerTool(
    event: EventOf<"tool.started" | "tool.result" | "tool.failed">,
  ): readonly NormalizedEvent[] {
    const { payload, tool_call_id } = event;
    if (payload.provider_executed !== true) return [];
    const about = {
      type: "provider_tool",
      id: this.#tools.get(tool_call_id) ?? "",
      name: payload.name,
    } as const;
    if ("arguments" in payload) return [{ ...about, status: "running", item: payload.arguments }];
    if ("output" in payload)
      return [{ ...about, status: "done", item: itemOf(payload.output.content) }];
    return payload.reason === "lost" ? [] : [{ ...about, status: "failed", item: null }];
  }

  #idOf({ tool_call_id = "" }: RuntimeEvent): string {
    return this.#providerIds.get(tool_call_id) ?? tool_call_id;
  }
}

/** The outcome is shown as JSON, where it is short enough to be whole. */
function itemOf(content: string): Json {
  try {
    return Json.parse(JSON.parse(content));
  } catch {
    return content;
  }
}
