import { ggufFile, type GgufTensor } from "./gguf-file.ts";
import { randomNumbers } from "./random-numbers.ts";

const WIDTH = 32;
const HEADS = 2;
const HIDDEN = 64;
const CONTEXT = 256;

/** The first tokens are these three, then one for each byte, then the pieces. */
const CONTROL = ["<unk>", "<s>", "</s>"] as const;
const NORMAL_TOKEN = 1;
const UNKNOWN_TOKEN = 2;
const CONTROL_TOKEN = 3;
const BYTE_TOKEN = 6;

/** Bytes that a token stands for; undefined for a token that is no text. */
export function bytesOfToken(token: number, pieces: readonly string[]): Uint8Array | undefined {
  const byte = token - CONTROL.length;
  if (byte < 0) return undefined;
  return byte < 256 ? Uint8Array.of(byte) : Buffer.from(pieces[byte - 256] ?? "");
}

/**
 * A language model of one layer that has learnt nothing: whatever it is told, it says any byte and any
 * piece. The same seed gives the same file.
 */
export function randomWeights(pieces: readonly string[], seed: number): Buffer {
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${hex(byte)}>`);
  const vocabulary = [...CONTROL, ...bytes, ...pieces];
  const types = vocabulary.map((_, token) => {
    if (token === 0) return UNKNOWN_TOKEN;
    if (token < CONTROL.length) return CONTROL_TOKEN;
    return token < CONTROL.length + 256 ? BYTE_TOKEN : NORMAL_TOKEN;
  });
  const head = {
    "general.architecture": { text: "llama" },
    "general.name": { text: "random weights" },
    "general.file_type": { u32: 0 },
    "llama.context_length": { u32: CONTEXT },
    "llama.embedding_length": { u32: WIDTH },
    "llama.block_count": { u32: 1 },
    "llama.feed_forward_length": { u32: HIDDEN },
    "llama.attention.head_count": { u32: HEADS },
    "llama.attention.head_count_kv": { u32: HEADS },
    "llama.attention.layer_norm_rms_epsilon": { f32: 1e-5 },
    "llama.rope.dimension_count": { u32: WIDTH / HEADS },
    "llama.vocab_size": { u32: vocabulary.length },
    "tokenizer.ggml.model": { text: "llama" },
    "tokenizer.ggml.tokens": { texts: vocabulary },
    "tokenizer.ggml.scores": { f32s: vocabulary.map((_, token) => -token) },
    "tokenizer.ggml.token_type": { i32s: types },
    "tokenizer.ggml.bos_token_id": { u32: 1 },
    "tokenizer.ggml.eos_token_id": { u32: 2 },
    "tokenizer.ggml.unknown_token_id": { u32: 0 },
  };
  return ggufFile(head, tensorsOf(vocabulary.length, seed));
}

function tensorsOf(vocabulary: number, seed: number): readonly GgufTensor[] {
  const random = randomNumbers(seed);
  const tensor = (name: string, ...dimensions: number[]): GgufTensor => {
    const length = dimensions.reduce((product, each) => product * each, 1);
    return { name, dimensions, values: Float32Array.from({ length }, () => random() * 2 - 1) };
  };
  const block = (name: string, ...dimensions: number[]) =>
    tensor(`blk.0.${name}.weight`, ...dimensions);
  return [
    tensor("token_embd.weight", WIDTH, vocabulary),
    tensor("output_norm.weight", WIDTH),
    tensor("output.weight", WIDTH, vocabulary),
    block("attn_norm", WIDTH),
    block("attn_q", WIDTH, WIDTH),
    block("attn_k", WIDTH, WIDTH),
    block("attn_v", WIDTH, WIDTH),
    block("attn_output", WIDTH, WIDTH),
    block("ffn_norm", WIDTH),
    block("ffn_gate", WIDTH, HIDDEN),
    block("ffn_up", WIDTH, HIDDEN),
    block("ffn_down", HIDDEN, WIDTH),
  ];
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
