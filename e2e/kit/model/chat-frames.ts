import type { Delta } from "./answer.ts";
import { argumentPieces, type Frames, sse } from "./frames.ts";

/** An answer in the words of Chat Completions. */
export function chatFrames(deltas: readonly Delta[], model: string): Frames {
  let calls = 0;
  const chunk = (delta: object, finish: string | null = null) =>
    sse({ ...head(model), choices: [{ index: 0, delta, finish_reason: finish }] });
  const frames = deltas.map((delta) => {
    if (typeof delta === "string") return chunk({ content: delta });
    if ("reasoning" in delta) return chunk({ reasoning_content: delta.reasoning });
    if ("error" in delta) return errorFrame(delta.error);
    const index = calls++;
    const { id = `call_${index + 1}`, name, arguments: args } = delta.call;
    const opening = { id, type: "function", function: { name, arguments: "" } };
    return [
      chunk({ tool_calls: [{ index, ...opening }] }),
      ...argumentPieces(args).map((piece) =>
        chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
      ),
    ].join("");
  });
  const usage = { prompt_tokens: 1, completion_tokens: deltas.length };
  return {
    opening: chunk({ role: "assistant", content: "" }),
    deltas: frames,
    ending: [
      chunk({}, calls > 0 ? "tool_calls" : "stop"),
      sse({
        ...head(model),
        choices: [],
        usage: { ...usage, total_tokens: 1 + deltas.length },
      }),
      "data: [DONE]\n\n",
    ].join(""),
    error: errorFrame,
  };
}

function errorFrame(message: string): string {
  return sse({ error: { message, type: "server_error", code: "server_error" } });
}

function head(model: string): object {
  return { id: "chatcmpl_1", object: "chat.completion.chunk", created: 1, model };
}
