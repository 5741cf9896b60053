import { randomNumbers } from "./random-numbers.ts";
import {
  type Answer,
  type LocalModelServer,
  type SeenRequest,
  startModelServer,
} from "./local-model-server.ts";

/** A model that has only bytes to say: each item is what one token stands for. */
export interface TokenSource {
  readonly name: string;
  /** At most `count` tokens that go on from a prompt. */
  tokens(prompt: string, count: number): AsyncIterable<Uint8Array>;
}

export interface TokenServer extends LocalModelServer {
  /** The tokens of each answer: what it says, then the arguments of its call, where it calls. */
  readonly said: readonly { readonly text: Uint8Array[]; readonly call?: Uint8Array[] }[];
}

const TEXT_TOKENS = 60;
const CALL_TOKENS = 20;
/** Network chunks are cut after at most so many bytes, in the midst of characters too. */
const MAX_CUT = 40;

/**
 * A Chat Completions server before a model that knows nothing. Each token is a delta with the token's
 * bytes as they are, so that characters are split over deltas. The first answer of a conversation
 * calls the tool `read` with arguments that the model made up; the next one only speaks.
 */
export async function startTokenServer(source: TokenSource, seed: number): Promise<TokenServer> {
  const said: { text: Uint8Array[]; call?: Uint8Array[] }[] = [];
  const random = randomNumbers(seed);
  const answer: Answer = async (response, request) => {
    const calls = !hasToolResult(request);
    const { text, call } = await speak(source, request.body, calls);
    said.push(calls ? { text, call } : { text });
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const piece of cut(bodyOf(text, calls ? call : undefined), random)) response.write(piece);
    response.end();
  };
  return { ...(await startModelServer(answer)), said };
}

async function speak(source: TokenSource, prompt: string, calls: boolean) {
  const tokens = await Array.fromAsync(
    source.tokens(prompt, TEXT_TOKENS + (calls ? CALL_TOKENS : 0)),
  );
  return { text: tokens.slice(0, TEXT_TOKENS), call: tokens.slice(TEXT_TOKENS) };
}

function hasToolResult({ body }: SeenRequest): boolean {
  return /"role":\s*"tool"/.test(body);
}

function bodyOf(text: readonly Uint8Array[], call: readonly Uint8Array[] | undefined): Buffer {
  const frames = [
    ...text.map((token) => frame('{"content":"', token, '"}')),
    ...(call ?? []).map((token, at) =>
      at === 0
        ? frame(`${CALL}"id":"call_1","function":{"name":"read","arguments":"`, token, '"}}]}')
        : frame(`${CALL}"function":{"arguments":"`, token, '"}}]}'),
    ),
    frame("{", new Uint8Array(), "}", call === undefined ? "stop" : "tool_calls"),
    Buffer.from("data: [DONE]\n\n"),
  ];
  return Buffer.concat(frames);
}

const CALL = '{"tool_calls":[{"index":0,"type":"function",';

function frame(before: string, token: Uint8Array, after: string, finish?: string): Buffer {
  const reason = finish === undefined ? "null" : `"${finish}"`;
  return Buffer.concat([
    Buffer.from(`data: {"choices":[{"index":0,"delta":${before}`),
    inJson(token),
    Buffer.from(`${after},"finish_reason":${reason}}]}\n\n`),
  ]);
}

/** Bytes within a JSON string, those beyond ASCII as they are: valid UTF-8 or not. */
function inJson(bytes: Uint8Array): Buffer {
  return Buffer.concat(
    [...bytes].map((byte) => {
      const isPlain = byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
      return isPlain ? Buffer.of(byte) : Buffer.from(`\\u00${byte.toString(16).padStart(2, "0")}`);
    }),
  );
}

function* cut(body: Buffer, random: () => number): Generator<Buffer> {
  for (let from = 0; from < body.length;) {
    const until = from + 1 + Math.floor(random() * MAX_CUT);
    yield body.subarray(from, until);
    from = until;
  }
}
