import { z } from "zod";

import type { Json } from "#runtime/event/shared.ts";
import type {
  ClientResult,
  ClientTool,
  SaidMessage,
  TurnSettings,
} from "#runtime/event/turn-request.ts";
import { isObject } from "#runtime/tool/json-object.ts";
import type { ClientBrings } from "#server/protocol/client-brings.ts";
import { parseRequest } from "#server/protocol/parse-request.ts";

/** What of a run's input stands beside its newest message. */
interface Given {
  readonly state?: Json | null | undefined;
  readonly messages: readonly { readonly role: string }[];
  readonly tools?: readonly ClientTool[] | null | undefined;
  readonly context?: readonly { description: string; value: string }[] | null | undefined;
}

const TextPart = z.object({ type: z.literal("text"), text: z.string() });
const OtherPart = z.object({ type: z.string() }).transform(() => ({ text: LEFT_OUT }));
const Content = z.union([z.string(), z.array(z.union([TextPart, OtherPart]))]);
type Content = z.infer<typeof Content>;

/** Files stay with the newest message alone. */
const LEFT_OUT = "[A file that came with this message is left out]";

const Spoken = z.object({ content: Content });
const Answer = z.object({
  content: Content.nullish(),
  toolCalls: z
    .array(
      z.object({
        id: z.string(),
        function: z.object({ name: z.string(), arguments: z.string() }),
      }),
    )
    .nullish(),
});
const Result = z.object({
  toolCallId: z.string(),
  content: Content,
  error: z.string().nullish(),
});

const FIX = "Send messages as AG-UI 1.0 has them";

/** What a run's input brings for its turn. Throws ProblemError (422) for a message that does not fit its role. */
export function bringsOf(given: Given, settings: TurnSettings | undefined): ClientBrings {
  const { messages, tools } = given;
  const instructions = instructionsOf(given);
  const newest = messages.findLastIndex(({ role }) => role === "user" || role === "tool");
  const isAsked = messages[newest]?.role === "user";
  const before = isAsked ? messages.slice(0, newest) : messages;
  return {
    request: {
      ...(instructions !== "" && { instructions }),
      ...(tools != null && tools.length > 0 && { tools: [...tools] }),
      ...(settings !== undefined && { settings }),
    },
    history: before.flatMap(saidOf),
    results: messages.flatMap((message) => (message.role === "tool" ? [resultOf(message)] : [])),
  };
}

/** What the system says, what the client shows the agent of itself, and the state that they share. */
function instructionsOf({ messages, context, state }: Given): string {
  const said = messages
    .filter(({ role }) => role === "system" || role === "developer")
    .map((message) => textOf(parseRequest(Spoken, message, FIX).content));
  const shown = (context ?? []).map(({ description, value }) => `${description}:\n${value}`);
  const held = state ?? undefined;
  const { uar: _ours, ...shared } = isObject(held) ? held : {};
  const kept =
    Object.keys(shared).length === 0
      ? []
      : [`The state that the client shares, as JSON:\n${JSON.stringify(shared)}`];
  return [...said, ...shown, ...kept].join("\n\n");
}

function saidOf(message: Given["messages"][number]): readonly SaidMessage[] {
  switch (message.role) {
    case "user":
      return [{ role: "user", content: textOf(parseRequest(Spoken, message, FIX).content) }];
    case "assistant": {
      const { content, toolCalls } = parseRequest(Answer, message, FIX);
      const tool_calls = (toolCalls ?? []).map(({ id, function: called }) => {
        return { provider_call_id: id, ...called };
      });
      return [{ role: "assistant", content: textOf(content ?? ""), tool_calls }];
    }
    case "tool": {
      const { tool_call_id: provider_call_id, content } = resultOf(message);
      return [{ role: "tool", provider_call_id, name: "", content }];
    }
    default:
      return [];
  }
}

function resultOf(message: object): ClientResult {
  const { toolCallId: tool_call_id, content, error } = parseRequest(Result, message, FIX);
  return { tool_call_id, content: error == null ? textOf(content) : `Error: ${error}` };
}

function textOf(content: Content): string {
  return typeof content === "string" ? content : content.map(({ text }) => text).join("\n\n");
}
