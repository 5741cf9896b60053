import type { SaidMessage } from "#runtime/event/turn-request.ts";
import type { ClientResult } from "#runtime/event/turn-request.ts";
import type { ChatMessage } from "./chat-request.ts";
import type { SentContent } from "./sent-content.ts";

/** The messages of a request, as a turn takes them. */
export interface Conversation {
  /** What the system and the developer say. */
  readonly instructions?: string;
  /** All that was said before the question. */
  readonly history: readonly SaidMessage[];
  /** Of it, what was said after the last answer, but for results. */
  readonly since: readonly SaidMessage[];
  /** What the last answer was given to, and the answer; absent, there is none. */
  readonly before?: {
    readonly asked: readonly ChatMessage[];
    readonly answer: ChatMessage & { role: "assistant" };
  };
  /** Results of the calls of the last answer. */
  readonly results: readonly ClientResult[];
  readonly question: string;
  readonly files: readonly SentContent[];
  /** What was said in all, without instructions: the same words are the same conversation. */
  readonly said: readonly ChatMessage[];
}

/** Takes a request's messages apart. */
export function conversationOf(messages: readonly ChatMessage[]): Conversation {
  const said = messages.filter(({ role }) => !isInstruction(role));
  const instructions = messages
    .filter(({ role }) => isInstruction(role))
    .map(({ content }) => textOf(content))
    .join("\n\n");
  const at = said.findLastIndex(({ role }) => role === "assistant");
  const answer = said[at];
  const tail = said.slice(at + 1);
  const last = said.at(-1);
  const asks = last?.role === "user";
  return {
    ...(instructions !== "" && { instructions }),
    history: saidMessages(asks ? said.slice(0, -1) : said),
    since: saidMessages((asks ? tail.slice(0, -1) : tail).filter(({ role }) => role === "user")),
    ...(answer?.role === "assistant" && { before: { asked: said.slice(0, at), answer } }),
    results: tail.flatMap((message) => (message.role === "tool" ? [resultOf(message)] : [])),
    question: asks ? textOf(last.content) : "",
    files: asks ? filesOf(last, messages.indexOf(last)) : [],
    said,
  };
}

function isInstruction(role: ChatMessage["role"]): boolean {
  return role === "system" || role === "developer";
}

/** The words of a message's content. */
export function textOf(content: ChatMessage["content"]): string {
  if (typeof content === "string") return content;
  return (content ?? [])
    .flatMap((part) => {
      if (part.type === "text") return [part.text];
      return part.type === "refusal" ? [part.refusal] : [];
    })
    .join("\n\n");
}

function resultOf({ tool_call_id, content }: ChatMessage & { role: "tool" }): ClientResult {
  return { tool_call_id, content: textOf(content) };
}

/** Pictures and files stay with the newest message alone; where one stood before, words say so. */
function saidMessages(messages: readonly ChatMessage[]): readonly SaidMessage[] {
  const names = new Map<string, string>();
  return messages.map((message): SaidMessage => {
    if (message.role === "assistant") {
      const calls = message.tool_calls ?? [];
      for (const { id, function: called } of calls) names.set(id, called.name);
      const tool_calls = calls.map(({ id, function: called }) => ({
        provider_call_id: id,
        name: called.name,
        arguments: called.arguments,
      }));
      return { role: "assistant", content: answerText(message), tool_calls };
    }
    if (message.role !== "tool") return { role: "user", content: userText(message.content) };
    const { tool_call_id: provider_call_id, content } = message;
    const name = names.get(provider_call_id) ?? "unknown";
    return { role: "tool", provider_call_id, name, content: textOf(content) };
  });
}

/** What an assistant's message says, words of refusal included. */
export function answerText({ content, refusal }: ChatMessage & { role: "assistant" }): string {
  return [textOf(content), refusal ?? ""].join("");
}

function userText(content: ChatMessage["content"]): string {
  const hasFiles =
    typeof content !== "string" &&
    content?.some(({ type }) => type === "image_url" || type === "file") === true;
  return hasFiles
    ? `${textOf(content)}\n[A file that came with this message is left out]`
    : textOf(content);
}

function filesOf({ content }: ChatMessage, index: number): readonly SentContent[] {
  if (typeof content === "string") return [];
  return (content ?? []).flatMap((part, at) => {
    const param = `messages[${index}].content[${at}]`;
    if (part.type === "image_url") return [{ name: "picture", url: part.image_url.url, param }];
    if (part.type !== "file") return [];
    return [{ name: part.file.filename ?? "file", url: part.file.file_data, param }];
  });
}
