import type { Json } from "#runtime/event/shared.ts";
import type { ModelMessage, ModelToolCall } from "#runtime/model/driver.ts";
import { argumentObject } from "#runtime/model/protocol/argument-object.ts";
import { objectOf } from "#runtime/model/protocol/json-access.ts";
import { type UserPart, userParts } from "#runtime/model/user-parts.ts";

type Role = "user" | "assistant";

/** The conversation as alternating messages; the system's part goes elsewhere. */
export function writeMessages(messages: readonly ModelMessage[]): Json {
  const written: { role: Role; content: Json[] }[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const content = writeBlocks(message);
    const last = written.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) last.content.push(...content);
    else written.push({ role, content: [...content] });
  }
  return written;
}

function writeBlocks(message: ModelMessage): readonly Json[] {
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return userParts(message).flatMap(writePart);
    case "assistant":
      return [
        ...(message.reasoning_items ?? []).filter(isReplayable),
        ...writeText(message.content),
        ...message.tool_calls.map(writeCall),
      ];
    case "tool":
      return [
        {
          type: "tool_result",
          tool_use_id: toolUseId(message.provider_call_id),
          content: message.content,
          ...(message.is_error && { is_error: true }),
        },
      ];
  }
}

const REPLAYABLE: ReadonlySet<Json | undefined> = new Set([
  "thinking",
  "redacted_thinking",
  "compaction",
]);

/** Whether an item came from this API; items of other providers stay with them. */
export function isReplayable(item: Json): boolean {
  return REPLAYABLE.has(objectOf(item)?.["type"]);
}

function writePart(part: UserPart): readonly Json[] {
  if (part.kind === "text") return writeText(part.text);
  const { media_type, base64: data } = part;
  return [{ type: "image", source: { type: "base64", media_type, data } }];
}

/** The API refuses blocks of empty text. */
function writeText(text: string): readonly Json[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function writeCall(call: ModelToolCall): Json {
  return {
    type: "tool_use",
    id: toolUseId(call.provider_call_id),
    name: call.name,
    input: argumentObject(call.arguments),
  };
}

/** Ids of other providers may hold characters that this API refuses. */
function toolUseId(id: string): string {
  return id.replaceAll(/[^\w-]/g, "_");
}
