import type { Json } from "#runtime/event/shared.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";
import { argumentObject } from "#runtime/model/protocol/argument-object.ts";
import { type UserPart, userParts } from "#runtime/model/user-parts.ts";

import { isMadeCallId } from "./call-id.ts";
import { signaturesOf } from "./thought-signature.ts";

/** Google's word for calls that another model made: without a signature Gemini 3 refuses them. */
const FOREIGN_CALL = "skip_thought_signature_validator";

/** The conversation as turns of `user` and `model`; the system's part goes elsewhere. */
export function writeContents(messages: readonly ModelMessage[], mustSign: boolean): Json {
  const written: { role: "user" | "model"; parts: Json[] }[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "model" : "user";
    const parts = writeParts(message, mustSign);
    const last = written.at(-1);
    if (parts.length === 0) continue;
    if (last?.role === role) last.parts.push(...parts);
    else written.push({ role, parts: [...parts] });
  }
  return written;
}

function writeParts(message: ModelMessage, mustSign: boolean): readonly Json[] {
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return userParts(message).map(writePart);
    case "assistant":
      return writeAnswer(message, mustSign);
    case "tool": {
      const { provider_call_id: id, name, content, is_error } = message;
      const response = is_error ? { error: content } : { output: content };
      return [{ functionResponse: { ...known(id), name, response } }];
    }
  }
}

type Answer = Extract<ModelMessage, { role: "assistant" }>;

/** Signatures go back on the parts that they came with: of parallel calls only the first has one. */
function writeAnswer(answer: Answer, mustSign: boolean): readonly Json[] {
  const signatures = signaturesOf(answer.reasoning_items ?? []);
  const byCall = new Map(signatures.map(({ call_id, signature }) => [call_id, signature]));
  const isForeign =
    mustSign && !answer.tool_calls.some((call) => byCall.has(call.provider_call_id));
  const ofText = byCall.get(undefined);
  return [
    ...writeText(answer.content),
    ...(ofText === undefined ? [] : [{ text: "", thoughtSignature: ofText }]),
    ...answer.tool_calls.map((call, index): Json => {
      const id = call.provider_call_id;
      const signature = byCall.get(id) ?? (isForeign && index === 0 ? FOREIGN_CALL : undefined);
      return {
        functionCall: { ...known(id), name: call.name, args: argumentObject(call.arguments) },
        ...(signature !== undefined && { thoughtSignature: signature }),
      };
    }),
  ];
}

function known(id: string): { readonly id?: string } {
  return isMadeCallId(id) ? {} : { id };
}

function writePart(part: UserPart): Json {
  if (part.kind === "text") return { text: part.text };
  return { inlineData: { mimeType: part.media_type, data: part.base64 } };
}

function writeText(text: string): readonly Json[] {
  return text === "" ? [] : [{ text }];
}
