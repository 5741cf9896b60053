import type { EventOf } from "#runtime/event/catalogue.ts";

/** A question to a person, as RUN_FINISHED carries it. */
export interface Interrupt {
  readonly id: string;
  readonly reason: string;
  readonly message: string;
  readonly toolCallId?: string;
  readonly expiresAt?: string;
  readonly responseSchema: object;
  readonly metadata: object;
}

/** What a call waits for: `payload` of the answer is one of the decisions, maybe with a reason or other arguments. */
export function interruptOf(event: EventOf<"action.required">): Interrupt {
  const { action_id = event.event_id, tool_call_id: toolCallId, payload } = event;
  const { action_type, prompt, decisions, expires_at: expiresAt, ...asked } = payload;
  const { tool, arguments: input, arguments_hash, rule, question } = asked;
  return {
    id: action_id,
    reason: action_type,
    message: prompt,
    ...(toolCallId !== undefined && { toolCallId }),
    ...(expiresAt !== undefined && { expiresAt }),
    responseSchema: {
      type: "object",
      properties: {
        decision: { enum: decisions },
        reason: { type: "string" },
        ...(question === undefined
          ? { arguments: { type: "object" } }
          : { content: question.schema ?? { type: "object" } }),
      },
      required: ["decision"],
    },
    metadata: { tool, arguments: input, arguments_hash, rule, ...(question && { question }) },
  };
}
