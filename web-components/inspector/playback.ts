import { timeScale, type Gap, type TimeScale } from "#views/inspector/time-scale.ts";

/** What a skipped gap takes, so that one sees that there was one. */
const SKIPPED_GAP_MS = 250;
/** A frame that comes later than this lets the clock stand still: the tab was hidden. */
const LONGEST_FRAME_MS = 1_000;

/** A clock that runs through recorded time, at any speed, past gaps or through them. */
export class Playback {
  readonly #scale: TimeScale;
  #place: number;

  constructor(end: number, gaps: readonly Gap[], from: number) {
    this.#scale = timeScale(end, gaps, SKIPPED_GAP_MS);
    this.#place = this.#scale.place(from);
  }

  get time(): number {
    return this.#scale.time(this.#place);
  }

  get isOver(): boolean {
    return this.#place >= this.#scale.length;
  }

  /** Goes on by the milliseconds that a frame took. */
  advance(frame: number, speed: number): void {
    const step = frame > LONGEST_FRAME_MS ? 0 : frame * speed;
    this.#place = Math.min(this.#scale.length, this.#place + step);
  }
}
