/** Every so many events a segment remembers where a line begins. */
const INDEX_STRIDE = 256;

const NAME = /^(\d{12})\.jsonl$/;

/** The file name of the segment whose first event has this sequence. */
export function segmentName(first: number): string {
  return `${String(first).padStart(12, "0")}.jsonl`;
}

/** The first sequence that a segment's file name tells; undefined for any other file. */
export function parseSegmentName(name: string): number | undefined {
  const match = NAME.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** One file of a thread's log, as far as its lines are whole. */
export class Segment {
  readonly first: number;
  readonly path: string;
  /** Where the next line goes. Bytes beyond it are no part of the log. */
  bytes = 0;
  readonly #offsets: number[] = [];

  constructor(directory: string, first: number) {
    this.first = first;
    this.path = `${directory}/${segmentName(first)}`;
  }

  /** Takes note of where an event's line begins. Called for each event, in order. */
  note(sequence: number, offset: number): void {
    if ((sequence - this.first) % INDEX_STRIDE === 0) this.#offsets.push(offset);
  }

  /** Where a line begins that is at or shortly before an event of this segment. */
  offsetNear(sequence: number): number {
    if (sequence <= this.first) return 0;
    return this.#offsets[Math.floor((sequence - this.first) / INDEX_STRIDE)] ?? 0;
  }
}
