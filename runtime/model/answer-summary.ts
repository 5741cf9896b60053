import type { Citation, Json } from "#runtime/event/shared.ts";
import type { ModelError, NormalizedEvent } from "./normalized-event.ts";

/** One whole answer, as `uar models read` prints it: snake_case, null where the provider said nothing. */
export interface AnswerSummary {
  text: string;
  reasoning: string;
  refusal: string;
  tool_calls: { id: string; name: string; arguments: string }[];
  /** The provider's own word. */
  finish: string | null;
  /** The provider's own object; the last one counts. */
  usage: Json;
  citations: Omit<Citation, "index">[];
  errors: Omit<ModelError, "type">[];
}

/** What the events of one answer come to. */
export function collapse(events: Iterable<NormalizedEvent>): AnswerSummary {
  const summary: AnswerSummary = {
    text: "",
    reasoning: "",
    refusal: "",
    tool_calls: [],
    finish: null,
    usage: null,
    citations: [],
    errors: [],
  };
  for (const event of events) add(summary, event);
  return summary;
}

function add(summary: AnswerSummary, event: NormalizedEvent): void {
  switch (event.type) {
    case "message_delta":
      summary.text += event.text;
      break;
    case "reasoning_delta":
      summary.reasoning += event.text;
      break;
    case "refusal_delta":
      summary.refusal += event.text;
      break;
    case "tool_call_complete":
      summary.tool_calls.push({ id: event.id, name: event.name, arguments: event.arguments });
      break;
    case "citation":
      summary.citations.push(event.citation);
      break;
    case "usage":
      summary.usage = event.provider_usage ?? { ...event.usage };
      break;
    case "error": {
      const { type: _, provider_finish: finish, ...error } = event;
      summary.finish = finish ?? null;
      summary.errors.push(error);
      break;
    }
    case "done":
      summary.finish = event.provider_finish ?? null;
      break;
    case "reasoning_item":
    case "tool_call_delta":
    case "provider_tool":
    case "bundle":
      break; // whole parts are told above; these are steps on the way or for the provider alone
  }
}
