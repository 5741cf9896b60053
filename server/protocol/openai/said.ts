import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { FinishReason } from "#runtime/event/model.ts";
import type { Citation, Failure, Usage } from "#runtime/event/shared.ts";
import type { TurnRequest } from "#runtime/event/turn-request.ts";
import type { TurnFailureStatus } from "#runtime/event/turn.ts";

/** What a client of OpenAI's protocols hears of a run. Tools of the server are not among it. */
export type Said =
  | { readonly type: "begun" }
  | {
      readonly type: "text" | "refusal" | "reasoning";
      readonly step_id: string;
      readonly text: string;
    }
  | { readonly type: "citation"; readonly step_id: string; readonly citation: Citation }
  /** An answer of the model is over; cut off, it is asked for anew or the run fails. */
  | { readonly type: "answered"; readonly finish_reason: FinishReason }
  /** What an answer said counts no more: it is asked for anew. */
  | { readonly type: "discarded"; readonly step_id: string }
  /** A call that the client is to make. */
  | {
      readonly type: "call";
      readonly tool_call_id: string;
      readonly name: string;
      readonly arguments: string;
    }
  | Ended;

/** The end of the run. `at` is when, in Unix seconds. */
export interface Ended {
  readonly type: "ended";
  readonly at: number;
  readonly usage: Usage;
  readonly failure?: { readonly status: TurnFailureStatus; readonly error: Failure };
}

/** What one event of a run says to the client that brought this request. */
export function saidBy(event: RuntimeEvent, request: TurnRequest = {}): readonly Said[] {
  const { step_id = "" } = event;
  switch (event.type) {
    case "turn.started":
      return [{ type: "begun" }];
    case "model.delta":
      return saidInDelta(step_id, event.payload);
    case "reasoning.delta":
    case "reasoning.summary":
      return [{ type: "reasoning", step_id, text: event.payload.text }];
    case "model.completed":
      return [{ type: "answered", finish_reason: event.payload.finish_reason }];
    case "model.failed": {
      const answered = { type: "answered", finish_reason: "error" } as const;
      const isDiscarded = event.payload.discarded !== undefined;
      return isDiscarded ? [answered, { type: "discarded", step_id }] : [answered];
    }
    case "tool.started": {
      const { name, arguments: args } = event.payload;
      const tool_call_id = event.tool_call_id ?? "";
      const isClients = request.tools?.some((tool) => tool.name === name) === true;
      return isClients
        ? [{ type: "call", tool_call_id, name, arguments: JSON.stringify(args) }]
        : [];
    }
    case "turn.completed":
      return [{ type: "ended", at: seconds(event.timestamp), usage: event.payload.usage }];
    case "turn.failed": {
      const { status, error, usage = {} } = event.payload;
      return [{ type: "ended", at: seconds(event.timestamp), usage, failure: { status, error } }];
    }
    default:
      return [];
  }
}

function saidInDelta(
  step_id: string,
  { text, refusal, citation }: { text?: string; refusal?: string; citation?: Citation },
): readonly Said[] {
  return [
    ...(text === undefined ? [] : [{ type: "text", step_id, text } as const]),
    ...(refusal === undefined ? [] : [{ type: "refusal", step_id, text: refusal } as const]),
    ...(citation === undefined ? [] : [{ type: "citation", step_id, citation } as const]),
  ];
}

/** A time of the log in Unix seconds. */
export function seconds(timestamp: string): number {
  return Math.floor(Date.parse(timestamp) / 1000);
}
