import type { Json } from "#runtime/event/shared.ts";
import { type JsonObject, objectOf, wordsOf } from "#runtime/model/protocol/json-access.ts";

const TYPE = "gemini_thought_signature";

/** Proof of a model's thoughts that Gemini wants back on the part that it came with. */
export interface ThoughtSignature {
  /** The call that it belongs to; absent where it came with text. */
  readonly call_id?: string;
  readonly signature: string;
}

/** The signature of a part as an item to keep; undefined where the part has none. */
export function signatureItem(part: JsonObject, callId?: string): Json | undefined {
  const signature = wordsOf(part["thoughtSignature"]);
  if (signature === undefined) return undefined;
  return { type: TYPE, ...(callId !== undefined && { call_id: callId }), signature };
}

/** The signatures among a message's items; items of other providers are left out. */
export function signaturesOf(items: readonly Json[]): readonly ThoughtSignature[] {
  return items.flatMap((item) => {
    const fields = objectOf(item);
    const signature = wordsOf(fields?.["signature"]);
    if (fields?.["type"] !== TYPE || signature === undefined) return [];
    const callId = wordsOf(fields["call_id"]);
    return [{ signature, ...(callId !== undefined && { call_id: callId }) }];
  });
}
