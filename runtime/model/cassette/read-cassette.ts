import { z } from "zod";

import type { Cassette, RecordedChunk } from "./cassette.ts";
import { CASSETTE_VERSION } from "./cassette-lines.ts";

/** Bytes that are no cassette. The message names the line and what is wrong with it. */
export class CassetteError extends Error {
  override name = "CassetteError";
}

/** Whether bytes claim to be a cassette, of whatever version. */
export function isCassette(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, MARK.length)) === MARK;
}

const MARK = '{"cassette":';

/** The last exchange of a cassette. Throws CassetteError. */
export function readCassette(bytes: Uint8Array): Cassette {
  const last = readCassettes(bytes).at(-1);
  if (last === undefined) throw new CassetteError("The cassette is empty");
  return last;
}

/**
 * All exchanges of a cassette, in order. A last line without its newline was not written to its end:
 * it is left out, and an exchange without its end counts as cut. Throws CassetteError.
 */
export function readCassettes(bytes: Uint8Array): readonly Cassette[] {
  const open: OpenExchange[] = [];
  for (const [at, text] of linesOf(bytes).entries()) {
    const line = parseLine(text, at + 1);
    const exchange = open.at(-1);
    if ("cassette" in line) {
      const { request, response } = line;
      open.push({ request, ...(response !== undefined && { response }), chunks: [] });
    } else if (exchange === undefined || exchange.end !== undefined) {
      throw broken(at + 1, "belongs to no exchange: the line that opens one is missing");
    } else if ("end" in line) {
      const { end: how, ...rest } = line;
      exchange.end = { how, ...rest };
    } else {
      exchange.chunks.push({ ms: line.ms, bytes: bytesOf(line) });
    }
  }
  return open.map((exchange) => ({ ...exchange, end: exchange.end ?? cutShort(exchange) }));
}

type OpenExchange = Omit<Cassette, "end" | "chunks"> & {
  readonly chunks: RecordedChunk[];
  end?: Cassette["end"];
};

function cutShort({ response, chunks }: OpenExchange): Cassette["end"] {
  return { how: "cut", ms: chunks.at(-1)?.ms ?? response?.ms ?? 0 };
}

const Headers = z.record(z.string(), z.string());
const Milliseconds = z.number().min(0);

const Head = z.object({
  cassette: z.literal(CASSETTE_VERSION),
  request: z.object({
    method: z.string(),
    path: z.string(),
    headers: Headers,
    body: z.string().exactOptional(),
  }),
  response: z
    .object({ status: z.int().min(200).max(599), headers: Headers, ms: Milliseconds })
    .exactOptional(),
});
const TextChunk = z.object({ ms: Milliseconds, text: z.string() });
const Base64Chunk = z.object({ ms: Milliseconds, base64: z.base64() });
const End = z.object({
  end: z.enum(["whole", "cut", "broken"]),
  ms: Milliseconds,
  error: z.string().exactOptional(),
  left_out: z.int().exactOptional(),
});
const Line = z.union([Head, End, TextChunk, Base64Chunk]);
type Line = z.infer<typeof Line>;

function linesOf(bytes: Uint8Array): readonly string[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  lines.pop(); // what follows the last newline: nothing, or a line that was not written to its end
  return lines;
}

function parseLine(text: string, number: number): Line {
  const value = parseJson(text, number);
  if (isOtherVersion(value)) {
    throw broken(
      number,
      `has version ${JSON.stringify(value.cassette)}, only ${CASSETTE_VERSION} can be read`,
    );
  }
  const line = Line.safeParse(value);
  if (line.success) return line.data;
  throw broken(number, `is neither a head, a chunk nor an end: "${text.slice(0, SHOWN_CHARS)}"`);
}

const SHOWN_CHARS = 80;

function parseJson(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken(number, `is not JSON: "${text.slice(0, SHOWN_CHARS)}"`, cause);
  }
}

function isOtherVersion(value: unknown): value is { cassette: unknown } {
  if (typeof value !== "object" || value === null || !("cassette" in value)) return false;
  return value.cassette !== CASSETTE_VERSION;
}

const utf8 = new TextEncoder();

function bytesOf(line: z.infer<typeof TextChunk | typeof Base64Chunk>): Uint8Array {
  return "text" in line ? utf8.encode(line.text) : Buffer.from(line.base64, "base64");
}

function broken(number: number, what: string, cause?: unknown): CassetteError {
  return new CassetteError(`Line ${number} of the cassette ${what}`, { cause });
}
