/** A value of a GGUF file's head, with its type. */
export type GgufValue =
  | { readonly u32: number }
  | { readonly f32: number }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly f32s: readonly number[] }
  | { readonly i32s: readonly number[] };

/** A tensor of 32-bit floats; the first dimension is the innermost. */
export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly values: Float32Array;
}

const VERSION = 3;
const ALIGNMENT = 32;
const F32_TENSOR = 0;
const TYPE = { u32: 4, i32: 5, f32: 6, text: 8, array: 9 } as const;

/** The bytes of a model file, version 3 of the format that llama.cpp loads, little-endian. */
export function ggufFile(
  head: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Buffer {
  const values = Object.entries(head).flatMap(([name, value]) => [text(name), ...typed(value)]);
  let offset = 0;
  const places = tensors.flatMap(({ name, dimensions, values: { byteLength } }) => {
    const place = [text(name), u32(dimensions.length), ...dimensions.map(u64), u32(F32_TENSOR)];
    place.push(u64(offset));
    offset += padded(byteLength);
    return place;
  });
  const counts = [u64(tensors.length), u64(Object.keys(head).length)];
  const front = Buffer.concat([Buffer.from("GGUF"), u32(VERSION), ...counts, ...values, ...places]);
  return Buffer.concat([aligned(front), ...tensors.map((tensor) => aligned(tensor.values))]);
}

function typed(value: GgufValue): readonly Buffer[] {
  if ("u32" in value) return [u32(TYPE.u32), u32(value.u32)];
  if ("f32" in value) return [u32(TYPE.f32), f32(value.f32)];
  if ("text" in value) return [u32(TYPE.text), text(value.text)];
  if ("texts" in value) return array(TYPE.text, value.texts.map(text));
  return "f32s" in value
    ? array(TYPE.f32, value.f32s.map(f32))
    : array(TYPE.i32, value.i32s.map(u32));
}

function array(type: number, items: readonly Buffer[]): readonly Buffer[] {
  return [u32(TYPE.array), u32(type), u64(items.length), ...items];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function aligned({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  const bytes = Buffer.alloc(padded(byteLength));
  Buffer.from(buffer, byteOffset, byteLength).copy(bytes);
  return bytes;
}
