import type { Usage } from "#runtime/event/shared.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { failureError } from "./run-failure.ts";
import { type Ended, type Said, seconds } from "./said.ts";

type Call = Extract<Said, { type: "call" }>;

/** What a run said, as one message. */
interface ChatAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly calls: readonly Call[];
  readonly finish_reason: FinishReason;
  /** Absent where the server stops before the run ends. */
  readonly ended?: Ended;
}

type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** A piece of the answer, for one frame. */
interface Delta {
  readonly content?: string;
  readonly reasoning_content?: string;
  readonly refusal?: string;
  readonly call?: Call & { readonly index: number };
  readonly ended?: Ended;
  readonly finish_reason?: FinishReason;
}

/** Reads a run to its end. What was taken back meanwhile is no part of the answer. */
export async function chatAnswer(said: AsyncIterable<Said>): Promise<ChatAnswer> {
  const all = await Array.fromAsync(said);
  const discarded = new Set(all.flatMap((one) => (one.type === "discarded" ? one.step_id : [])));
  const counting = all.filter((one) => !("step_id" in one && discarded.has(one.step_id)));
  const calls: Call[] = [];
  let answer = { text: "", reasoning: "", refusal: "" };
  let end: Pick<ChatAnswer, "finish_reason" | "ended"> = { finish_reason: "stop" };
  for await (const { content = "", reasoning_content = "", refusal = "", ...delta } of deltas(
    counting,
  )) {
    answer = {
      text: answer.text + content,
      reasoning: answer.reasoning + reasoning_content,
      refusal: answer.refusal + refusal,
    };
    if (delta.call !== undefined) calls.push(delta.call);
    if (delta.ended !== undefined) {
      end = { ended: delta.ended, finish_reason: delta.finish_reason ?? "stop" };
    }
  }
  return { ...answer, calls, ...end };
}

/**
 * The pieces of the one message that the answers of a run make. The protocol has no way to take back what was
 * sent; what is said instead begins a paragraph of its own.
 */
async function* deltas(said: AsyncIterable<Said> | Iterable<Said>): AsyncGenerator<Delta, void> {
  const calls = new Set<string>();
  const spoken = new Map<string, string>();
  let finish: FinishReason = "stop";
  const joined = (kind: string, step_id: string, text: string): string => {
    const before = spoken.get(kind);
    spoken.set(kind, step_id);
    return before === undefined || before === step_id ? text : `\n\n${text}`;
  };
  for await (const one of said) {
    switch (one.type) {
      case "text":
        yield { content: joined("text", one.step_id, one.text) };
        break;
      case "reasoning":
        yield { reasoning_content: joined("reasoning", one.step_id, one.text) };
        break;
      case "refusal":
        yield { refusal: one.text };
        break;
      case "call":
        if (calls.has(one.tool_call_id)) break;
        yield { call: { ...one, index: calls.size } };
        calls.add(one.tool_call_id);
        break;
      case "answered":
        finish =
          one.finish_reason === "length" || one.finish_reason === "content_filter"
            ? one.finish_reason
            : "stop";
        break;
      case "ended":
        yield { ended: one, finish_reason: calls.size > 0 ? "tool_calls" : finish };
        break;
      case "begun":
      case "citation":
      case "discarded":
        break;
    }
  }
}

/** The body of an answer in one piece. */
export function completion(turn: TurnState, answer: ChatAnswer): object {
  const { text, reasoning, refusal, calls, finish_reason, ended } = answer;
  const isSilent = text === "" && (calls.length > 0 || refusal !== "");
  const message = {
    role: "assistant",
    content: isSilent ? null : text,
    refusal: refusal === "" ? null : refusal,
    ...(reasoning !== "" && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls.map(toolCall) }),
  };
  return {
    ...head(turn, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason }],
    usage: usageOf(ended?.usage ?? {}),
  };
}

/** The frames of a streamed answer; without an end where the server stops before the run does. */
export async function* completionFrames(
  turn: TurnState,
  said: AsyncIterable<Said>,
  { includeUsage }: { readonly includeUsage: boolean },
): AsyncGenerator<string, void> {
  const chunk = (delta: object, finish_reason: FinishReason | null = null): string =>
    frame({
      ...head(turn, "chat.completion.chunk"),
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      ...(includeUsage && { usage: null }),
    });
  yield chunk({ role: "assistant", content: "", refusal: null });
  for await (const { ended, finish_reason, call, ...words } of deltas(said)) {
    if (ended?.failure !== undefined) {
      yield frame({ error: failureError(ended.failure) });
    } else if (ended !== undefined) {
      yield chunk({}, finish_reason);
      const usage = usageOf(ended.usage);
      if (includeUsage) yield frame({ ...head(turn, "chat.completion.chunk"), choices: [], usage });
    } else if (call !== undefined) {
      yield chunk({ tool_calls: [{ index: call.index, ...toolCall(call) }] });
    } else {
      yield chunk(words);
    }
    if (ended !== undefined) yield "data: [DONE]\n\n";
  }
}

function head({ run_id, submitted_at, options }: TurnState, object: string) {
  const model = options.model ?? options.agent ?? "default";
  return { id: chatId(run_id), object, created: seconds(submitted_at), model };
}

/** The id of an answer names its run. */
function chatId(runId: string): string {
  return runId.replace(/^r_/, "chatcmpl-");
}

function toolCall({ tool_call_id: id, name, arguments: args }: Call) {
  return { id, type: "function", function: { name, arguments: args } };
}

function usageOf({ input_tokens = 0, output_tokens = 0, ...more }: Usage) {
  return {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    total_tokens: input_tokens + output_tokens,
    prompt_tokens_details: { cached_tokens: more.cached_input_tokens ?? 0 },
    completion_tokens_details: { reasoning_tokens: more.reasoning_tokens ?? 0 },
  };
}

function frame(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
