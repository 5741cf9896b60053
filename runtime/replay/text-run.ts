import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";

/** The text of a piece of a stream, and what it is a piece of. */
export interface Piece {
  readonly kind: string;
  readonly text: string;
}

/**
 * Where a stream is cut into events depends on how fast its reader was. Two streams are the same when
 * their texts are: what is neither joined nor compared as one here is compared event by event.
 */
export function pieceOf({ type, payload, ...ids }: EventDraft | RuntimeEvent): Piece | undefined {
  switch (type) {
    case "reasoning.delta":
      return { kind: `${type} ${ids.step_id}`, text: payload.text };
    case "tool.args":
      return { kind: `${type} ${ids.tool_call_id} ${payload.name ?? ""}`, text: payload.text };
    case "model.delta": {
      const { text, refusal, citation } = payload;
      if (citation !== undefined) return undefined;
      const kind = refusal === undefined ? type : `${type} refusal`;
      return { kind: `${kind} ${ids.step_id}`, text: refusal ?? text ?? "" };
    }
    default:
      return undefined;
  }
}
