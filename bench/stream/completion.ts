import { TOKEN_MARK } from "./token-text.ts";

/** What precedes the tokens of an answer. */
export const OPENING: string = chunk({ role: "assistant", content: "" });

/** What follows them. */
export const ENDING: string = chunk({}, "stop") + usage() + "data: [DONE]\n\n";

const [TOKEN_START = "", TOKEN_END = ""] = chunk({ content: TOKEN_MARK }).split(TOKEN_MARK);

/** One token as a server-sent event of a Chat Completions answer: about 178 bytes. */
export function tokenChunk(text: string): string {
  return TOKEN_START + text + TOKEN_END;
}

/** A whole answer that asks for one tool. */
export function toolCallAnswer(name: string): string {
  const call = {
    index: 0,
    id: "call_bench",
    type: "function",
    function: { name, arguments: "{}" },
  };
  return (
    chunk({ role: "assistant", content: null, tool_calls: [call] }) +
    chunk({}, "tool_calls") +
    usage() +
    "data: [DONE]\n\n"
  );
}

function chunk(delta: object, finish_reason: string | null = null): string {
  return event({ choices: [{ index: 0, delta, finish_reason }] });
}

function usage(): string {
  return event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } });
}

function event(content: object): string {
  const envelope = {
    id: "chatcmpl-012345678",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "bench",
  };
  return `data: ${JSON.stringify({ ...envelope, ...content })}\n\n`;
}
