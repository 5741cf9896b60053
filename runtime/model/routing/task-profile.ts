import type { Attachment } from "#runtime/event/turn.ts";
import { attachmentTokens, isImage } from "#runtime/model/attachment-tokens.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";

/** What a request asks of a model. */
export interface TaskProfile {
  readonly kind: "chat";
  readonly needs: readonly ("tools" | "images")[];
  /** A guess: no tokenizer of any provider is at hand. */
  readonly estimated_tokens: number;
}

/** Characters of a token in English prose and JSON, as providers give it for a rule of thumb. */
const CHARS_PER_TOKEN = 4;

/**
 * Reads a profile from the request, and from the files that its question came with: pictures of earlier
 * questions are no reason to refuse a model that cannot see.
 */
export function taskProfile(
  { messages, tools }: ModelRequest,
  asked: readonly Attachment[] = [],
): TaskProfile {
  const files = messages.flatMap((message) =>
    message.role === "user" ? (message.attachments ?? []) : [],
  );
  const chars = JSON.stringify(messages).length + JSON.stringify(tools).length;
  return {
    kind: "chat",
    needs: [
      ...(tools.length > 0 ? (["tools"] as const) : []),
      ...(asked.some(isImage) ? (["images"] as const) : []),
    ],
    estimated_tokens: Math.ceil(chars / CHARS_PER_TOKEN) + attachmentTokens(files),
  };
}
