import { attachmentTokens } from "#runtime/model/attachment-tokens.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";

/** Bytes of a token, for a rule of thumb: English has four letters in one, Chinese about one in three bytes. */
const BYTES_PER_TOKEN = 4;

/** What a text takes, by a guess: no tokenizer of any provider is at hand. */
export function textTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);
}

/** What messages take, by the same guess. */
export function messageTokens(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, message) => {
    const files = message.role === "user" ? attachmentTokens(message.attachments) : 0;
    return sum + textTokens(wordsOf(message)) + files;
  }, 0);
}

function wordsOf(message: ModelMessage): string {
  if (message.role !== "assistant") return message.content;
  const calls = message.tool_calls.map((call) => `${call.name} ${call.arguments}`);
  return [message.content, ...calls].join("\n");
}
