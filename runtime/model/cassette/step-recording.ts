import type { Clock } from "#runtime/services.ts";
import type { RecordedEnd } from "./cassette.ts";
import { ExchangeLines } from "./exchange-lines.ts";
import type { ExchangeSink, WireTap } from "./exchange-sink.ts";
import type { SentRequest } from "./sent-request.ts";

interface RecordingOptions {
  readonly capBytes: number;
  readonly clock: Pick<Clock, "monotonic">;
  readonly append: (lines: Uint8Array) => Promise<void>;
  readonly report: (error: unknown) => void;
  /** Something waits to be written, or came while all was written. */
  readonly onBusy: () => void;
  /** The exchange is over and written. */
  readonly onIdle: () => void;
}

/** Bytes that may wait in memory before they are written. */
const BATCH_BYTES = 256 * 1024;

/**
 * Writes the exchanges of one step, one after another.
 *
 * 1. Whoever reads the answer never waits: text is made and written in a later turn of the event loop.
 * 2. Pieces are appended in order, one at a time.
 * 3. The first failure ends the recording; the answer goes on without.
 */
export class StepRecording implements WireTap {
  readonly clock: Pick<Clock, "monotonic">;
  readonly #options: RecordingOptions;
  #lines: ExchangeLines | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isScheduled = false;
  #isBroken = false;

  constructor(options: RecordingOptions) {
    this.clock = options.clock;
    this.#options = options;
  }

  open(sent: SentRequest): ExchangeSink {
    this.#lines?.ended({ how: "cut", ms: 0 });
    this.#write();
    const lines = new ExchangeLines(sent, this.#options.capBytes);
    this.#lines = lines;
    this.#options.onBusy();
    return {
      answered: (response, ms) => lines.answered(response, ms),
      chunk: (bytes, ms) => {
        if (this.#isBroken) return;
        lines.chunk(bytes, ms);
        if (lines.waiting >= BATCH_BYTES) this.#schedule();
      },
      ended: (end) => this.#ended(lines, end),
    };
  }

  /** Resolves once everything that came so far is written, or recording has failed. */
  written(): Promise<void> {
    this.#write();
    return this.#writing;
  }

  #ended(lines: ExchangeLines, end: RecordedEnd): void {
    if (lines !== this.#lines) return;
    lines.ended(end);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#write();
    }); // 1
  }

  #write(): void {
    const lines = this.#lines;
    if (lines === undefined || this.#isBroken) return;
    const taken = lines.take();
    const isLast = lines.isOver;
    if (isLast) this.#lines = undefined;
    this.#writing = this.#writing.then(() => this.#append(taken, isLast)); // 2
  }

  async #append(lines: Uint8Array, isLast: boolean): Promise<void> {
    try {
      if (lines.length > 0 && !this.#isBroken) await this.#options.append(lines);
    } catch (error) {
      this.#isBroken = true; // 3
      this.#options.report(error);
    }
    if ((isLast && this.#lines === undefined) || this.#isBroken) this.#options.onIdle();
  }
}
