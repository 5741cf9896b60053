import type { Clock } from "#runtime/services.ts";
import type { ToolContext } from "#runtime/tool/tool.ts";

/** What of an output goes into the log while it comes; all of it is in the result. */
const LIVE_BYTES = 64 * 1024;
const FLUSH_MS = 100;
const MAX_LINE_CHARS = 200;

type Stream = "stdout" | "stderr";

/**
 * What a process writes: all of it up to a bound, the beginning of it into the log as it comes, and
 * its newest line as progress.
 */
export class ProcessOutput {
  readonly #processId: string;
  readonly #context: ToolContext;
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #pending: { readonly stream: Stream; text: string }[] = [];
  #text = "";
  #bytes = 0;
  #live = 0;
  #isFlushing = false;

  constructor(processId: string, context: ToolContext, clock: Clock, maxBytes: number) {
    this.#processId = processId;
    this.#context = context;
    this.#clock = clock;
    this.#maxBytes = maxBytes;
  }

  get text(): string {
    return this.#text;
  }

  /** Takes a piece; false once there is more than the bound. */
  take(stream: Stream, piece: string): boolean {
    const left = this.#maxBytes - this.#bytes;
    const size = Buffer.byteLength(piece);
    this.#bytes += size;
    if (left <= 0) return false;
    const text = size <= left ? piece : piece.slice(0, left);
    this.#text += text;
    this.#pend(stream, text);
    const line = text.trimEnd().split("\n").at(-1)?.trim() ?? "";
    if (line !== "") this.#context.progress({ message: line.slice(0, MAX_LINE_CHARS) });
    return size <= left;
  }

  /** Puts into the log what waits. */
  flush(): void {
    for (const { stream, text } of this.#pending.splice(0)) {
      const payload = { process_id: this.#processId, stream, text };
      this.#context.record({ type: "process.output", payload });
    }
  }

  #pend(stream: Stream, text: string): void {
    const live = text.slice(0, Math.max(0, LIVE_BYTES - this.#live));
    this.#live += live.length;
    if (live === "") return;
    const last = this.#pending.at(-1);
    if (last?.stream === stream) last.text += live;
    else this.#pending.push({ stream, text: live });
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    void this.#flushSoon();
  }

  async #flushSoon(): Promise<void> {
    await this.#clock.sleep(FLUSH_MS);
    this.#isFlushing = false;
    this.flush();
  }
}
