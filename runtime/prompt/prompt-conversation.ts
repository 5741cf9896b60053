import type { ModelMessage, ModelToolCall } from "#runtime/model/driver.ts";
import type { PromptContent, PromptMessage } from "./prompt-message.ts";
import { InvalidPromptConfigError } from "./prompt-config.ts";

/** A prompt's messages as models are sent them: the system text at its head, and what follows. */
export interface PromptConversation {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
}

/** Throws InvalidPromptConfigError for images and files, which a conversation cannot hold. */
export function toModelMessages(
  messages: readonly PromptMessage[],
  path: string,
): PromptConversation {
  const isSystem = ({ role }: PromptMessage): boolean => role === "system" || role === "developer";
  const firstOther = messages.findIndex((message) => !isSystem(message));
  const head = firstOther === -1 ? messages : messages.slice(0, firstOther);
  return {
    system: head.map((message) => textOf(message, path)).join("\n\n"),
    messages: messages.slice(head.length).map((message) => toModelMessage(message, path)),
  };
}

function toModelMessage(message: PromptMessage, path: string): ModelMessage {
  const content = textOf(message, path);
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content };
    case "user":
      return { role: "user", content };
    case "assistant":
      return { role: "assistant", content, tool_calls: message.content.flatMap(toolCalls) };
    case "tool": {
      const [id, name] = [String(message["toolId"]), String(message["toolName"])];
      return { role: "tool", provider_call_id: id, name, content, is_error: false };
    }
  }
}

function toolCalls(part: PromptContent): ModelToolCall[] {
  if (part.type !== "tool-call") return [];
  const { toolCallId: provider_call_id, toolName: name, toolArguments } = part;
  return [{ provider_call_id, name, arguments: JSON.stringify(toolArguments) }];
}

function textOf({ content }: PromptMessage, path: string): string {
  const texts = content.flatMap((part) => {
    if (part.type === "tool-call") return [];
    if (part.type === "text") return [part.text];
    throw new InvalidPromptConfigError(
      `The prompt "${path}" has an ${part.type === "image" ? "image" : "attached file"} in a message`,
      "Give it to the turn; an agent's own words are text",
    );
  });
  return texts.join("\n");
}
