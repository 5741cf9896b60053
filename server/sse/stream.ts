import { heartbeat } from "./heartbeat.ts";
import type { LaneFormat } from "./lane-format.ts";
import type { LogSource } from "./log-reader.ts";
import { ReaderRing } from "./reader-ring.ts";
import type { StreamServices } from "./stream-services.ts";

/** A heartbeat goes out this often, as an event: comments do not reach a page's script. */
export const HEARTBEAT_MS = 5_000;
/** A client that takes nothing for so long is dropped; counted in heartbeats. */
export const STALL_MS = 30_000;
const STALL_BEATS = STALL_MS / HEARTBEAT_MS;

export interface EventStreamOptions {
  readonly sources: readonly LogSource[];
  readonly format: Pick<LaneFormat, "heartbeat">;
  /** Sent before anything else. */
  readonly opening: string;
  readonly services: StreamServices;
  /** Cuts the client's connection; absent where there is none. */
  readonly drop?: (() => void) | undefined;
  /** Called once, however the stream ends. */
  readonly onEnd: () => void;
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

/**
 * One client's stream: cursors on logs, written at the client's own pace.
 *
 * E1 A publisher is never held up: waking sets a flag and resolves at most one promise.
 * E2 There is no queue. Bytes are made when the client's socket asks for them, one chunk at a time.
 * E3 A client whose socket takes nothing for STALL_MS is dropped; it comes back with its cursor.
 * E4 However it ends, it ends once, in #end: nothing stays subscribed and no timer runs on.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #options: EventStreamOptions;
  readonly #ring: ReaderRing;
  readonly #close = (): void => this.#end((controller) => controller.close());
  #controller: Controller | undefined;
  #isWatching = false;
  #stopBeats: (() => void) | undefined;
  /** What goes out before the next events. */
  #preface: string;
  #wake: (() => void) | undefined;
  #isBeatDue = false;
  #isFull = false;
  #beatsFull = 0;
  #hasEnded = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#preface = options.opening;
    this.#ring = new ReaderRing(options.sources, options.services.turns);
    this.body = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => this.#pull(controller),
        cancel: () => this.#end(() => {}),
      },
      { highWaterMark: 0 },
    );
  }

  /** Ends it from outside, as when its socket closes before anything was read. */
  close(): void {
    this.#close();
  }

  /** The socket asks for more: the one place where bytes are made (E2). */
  async #pull(controller: Controller): Promise<void> {
    this.#isFull = false;
    this.#watch();
    try {
      while (!this.#hasEnded && !this.#isFull) await this.#send(controller);
    } catch (error) {
      this.#options.services.report(error);
      this.#cutOff("a log could not be read");
    }
  }

  async #send(controller: Controller): Promise<void> {
    await this.#sleep();
    if (this.#hasEnded) return;
    await this.#options.services.turns.next();
    const preface = this.#takePreface();
    const { bytes, isOver } = await this.#ring.gather();
    if (this.#hasEnded) return;
    const chunk = preface === "" ? bytes : Buffer.concat([Buffer.from(preface), bytes]);
    if (chunk.length > 0) {
      controller.enqueue(chunk);
      this.#isFull = true;
    }
    if (isOver) this.#close();
  }

  #takePreface(): string {
    const { format, services } = this.#options;
    const beat = this.#isBeatDue
      ? format.heartbeat(heartbeat(this.#ring.logs, services.clock.now()))
      : "";
    const preface = this.#preface + beat;
    this.#isBeatDue = false;
    this.#preface = "";
    return preface;
  }

  async #sleep(): Promise<void> {
    if (this.#hasEnded || this.#isBeatDue || this.#preface !== "" || this.#ring.hasNews) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Keeps E1. */
  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { services } = this.#options;
    if (services.draining.aborted) return this.#close();
    this.#ring.watch(() => this.#wakeUp());
    this.#stopBeats = services.every(HEARTBEAT_MS, () => this.#beat());
    services.draining.addEventListener("abort", this.#close, { once: true });
  }

  /** Keeps E3: counts the beats during which the socket asks for nothing. */
  #beat(): void {
    this.#isBeatDue = true;
    this.#beatsFull = this.#isFull ? this.#beatsFull + 1 : 0;
    if (this.#beatsFull >= STALL_BEATS) return this.#cutOff("its client takes nothing");
    if (!this.#ring.logs.every(this.#options.services.isCurrent)) return this.#close();
    this.#wakeUp();
  }

  #cutOff(why: string): void {
    const { drop } = this.#options;
    const reason = new Error(`Dropped an event stream because ${why}`);
    this.#end((controller) => (drop === undefined ? controller.error(reason) : drop()));
  }

  /** Keeps E4. */
  #end(finish: (controller: Controller) => void): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ring.unwatch();
    this.#stopBeats?.();
    this.#options.services.draining.removeEventListener("abort", this.#close);
    this.#wakeUp();
    if (this.#controller !== undefined) finish(this.#controller);
    this.#options.onEnd();
  }
}
