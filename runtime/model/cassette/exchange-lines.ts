import type { RecordedChunk, RecordedEnd } from "./cassette.ts";
import { endLine, headLine } from "./cassette-lines.ts";
import { LineWriter } from "./line-writer.ts";
import type { Secrets } from "./secrets.ts";
import { recordedHeaders, recordedRequest, secretsOf, type SentRequest } from "./sent-request.ts";

/**
 * Takes down one exchange and gives it as lines of a cassette, piece by piece.
 *
 * 1. Taking down costs nothing but a reference: text is made and secrets are struck out by `take()`.
 * 2. The newest bytes stay until the next ones have come: a secret may lie across chunks.
 * 3. What is beyond the cap is counted and not kept.
 */
export class ExchangeLines {
  readonly #sent: SentRequest;
  readonly #capBytes: number;
  #secrets: Secrets | undefined;
  #head: { status: number; headers: Headers; ms: number } | undefined;
  #isHeadWritten = false;
  #isEndWritten = false;
  #chunks: RecordedChunk[] = [];
  #keptBytes = 0;
  #leftOut = 0;
  #end: RecordedEnd | undefined;
  /** Bytes that wait to be taken. */
  waiting = 0;

  constructor(sent: SentRequest, capBytes: number) {
    this.#sent = sent;
    this.#capBytes = capBytes;
  }

  answered(response: Response, ms: number): void {
    this.#head = { status: response.status, headers: response.headers, ms };
  }

  chunk(bytes: Uint8Array, ms: number): void {
    const room = this.#capBytes - this.#keptBytes;
    if (this.#end !== undefined) return;
    if (room < bytes.length) this.#leftOut += bytes.length - room; // 3
    if (room <= 0) return;
    const kept = room < bytes.length ? bytes.subarray(0, room) : bytes;
    this.#chunks.push({ ms, bytes: kept }); // 1
    this.#keptBytes += kept.length;
    this.waiting += kept.length;
  }

  ended(end: RecordedEnd): void {
    this.#end ??= end;
  }

  /** Whether the end was taken too. */
  get isOver(): boolean {
    return this.#isEndWritten;
  }

  /** The lines that are due; after the end, all that are left. */
  take(): Uint8Array {
    const secrets = (this.#secrets ??= secretsOf(this.#sent));
    const writer = new LineWriter(this.waiting * 2 + LINE_BYTES * (this.#chunks.length + 2));
    this.#writeHead(writer, secrets);
    if (!this.#isHeadWritten) return writer.done();
    for (const chunk of this.#takeChunks(secrets)) writer.chunk(chunk);
    this.#writeEnd(writer, secrets);
    return writer.done();
  }

  #writeHead(writer: LineWriter, secrets: Secrets): void {
    if (this.#isHeadWritten || (this.#head === undefined && this.#end === undefined)) return;
    this.#isHeadWritten = true;
    const request = recordedRequest(this.#sent, secrets);
    if (this.#head === undefined) return writer.line(headLine(request, undefined));
    const { status, headers, ms } = this.#head;
    const response = { status, headers: recordedHeaders(headers, secrets), ms };
    writer.line(headLine(request, response));
  }

  #takeChunks(secrets: Secrets): readonly RecordedChunk[] {
    const struck = secrets.strikeChunks(this.#chunks);
    let due = struck.length;
    this.waiting = 0;
    const needed = this.#end === undefined ? secrets.longest - 1 : 0;
    while (due > 0 && this.waiting < needed) {
      due -= 1; // 2
      this.waiting += struck[due]?.bytes.length ?? 0;
    }
    this.#chunks = struck.slice(due);
    return struck.slice(0, due);
  }

  #writeEnd(writer: LineWriter, secrets: Secrets): void {
    const end = this.#end;
    if (end === undefined || this.#isEndWritten) return;
    this.#isEndWritten = true;
    const line = endLine({
      ...end,
      ...(end.error !== undefined && { error: secrets.strike(end.error) }),
      ...(this.#leftOut > 0 && { left_out: this.#leftOut }),
    });
    writer.line(line);
  }
}

/** Of a line, beside what it holds. */
const LINE_BYTES = 64;
