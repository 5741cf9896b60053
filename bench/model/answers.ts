/** The bytes of one answer in the chunks of a network, and how many deltas it has. */
export interface Answer {
  readonly deltas: number;
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
}

/** As much comes at once from a fast server. */
const CHUNK_BYTES = 16 * 1024;

/** An answer of Chat Completions, framed as OpenAI does. */
export function chatAnswer(deltas: number): Answer {
  const chunk = (choices: readonly object[], more: object = {}): string =>
    `data: ${JSON.stringify({
      id: "chatcmpl-CzV2Vq9hR3b7",
      object: "chat.completion.chunk",
      created: 1_790_000_000,
      model: "gpt-5.4-mini",
      service_tier: "default",
      system_fingerprint: "fp_c82faf3ca0",
      choices,
      ...more,
    })}\n\n`;
  const choice = (delta: object, finish_reason: string | null) => [
    { index: 0, delta, logprobs: null, finish_reason },
  ];
  const words = Array.from({ length: deltas }, (_, index) =>
    chunk(choice({ content: ` word${index % 100}` }, null)),
  );
  const usage = { prompt_tokens: 9, completion_tokens: deltas, total_tokens: deltas + 9 };
  return answer(deltas, [
    chunk(choice({ role: "assistant", content: "" }, null)),
    ...words,
    chunk(choice({}, "stop")),
    chunk([], { usage }),
    "data: [DONE]\n\n",
  ]);
}

/** The same answer over the Responses API. */
export function responsesAnswer(deltas: number): Answer {
  let sequence_number = 0;
  const frame = (type: string, more: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...more })}\n\n`;
  const place = { item_id: "msg_68c2a1", output_index: 0, content_index: 0 };
  const item = { id: place.item_id, type: "message", role: "assistant", content: [] };
  const response = { id: "resp_68c2a0", created_at: 1_790_000_000, model: "gpt-5.4-mini" };
  const words = Array.from({ length: deltas }, (_, index) =>
    frame("response.output_text.delta", {
      ...place,
      delta: ` word${index % 100}`,
      logprobs: [],
    }),
  );
  const usage = { input_tokens: 9, output_tokens: deltas, total_tokens: deltas + 9 };
  return answer(deltas, [
    frame("response.created", { response: { ...response, status: "in_progress" } }),
    frame("response.output_item.added", { output_index: 0, item }),
    ...words,
    frame("response.completed", { response: { ...response, status: "completed", usage } }),
  ]);
}

/** A `fetch` that gives the answer as a stream from memory, again for each request. */
export function fetchOf({ chunks }: Answer): typeof globalThis.fetch {
  return async () => new Response(bodyOf(chunks), { headers: { "content-type": EVENT_STREAM } });
}

const EVENT_STREAM = "text/event-stream; charset=utf-8";

function bodyOf(chunks: Answer["chunks"]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = chunks.values();
  return new ReadableStream({
    pull: (controller) => {
      const { done, value } = left.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

function answer(deltas: number, frames: readonly string[]): Answer {
  const bytes = new TextEncoder().encode(frames.join(""));
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, index) =>
    bytes.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
  return { deltas, chunks };
}
