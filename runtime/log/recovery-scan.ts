import { Epochs } from "./epochs.ts";
import { isEpochLine, parseOpening, type Opening } from "./epoch-line.ts";
import { decodeLine, hasSequence, lineJson, type Line } from "./line.ts";
import { LogCorruptError } from "./port.ts";
import type { Segment } from "./segment.ts";

/**
 * Reads a thread's lines in order and tells a torn tail from damage.
 *
 * 1. A segment is only made once the events before its first one are durable: one that is missing was acknowledged.
 * 2. A line's watermark says which events were durable when it was written: a bad line at sequence N with an
 *    intact line of watermark N or more behind it was acknowledged. Without one it is a tail nobody was promised.
 * 3. A seal holds only while it is the last line; it is no part of the segment and may be lost or overwritten.
 * 4. An epoch begins with its first event: an opening line without one is part of the torn tail.
 * 5. A log begins where its first epoch does. A first segment of a later sequence that does not open with that
 *    epoch has lost the segments before it.
 */
export class RecoveryScan {
  readonly epochs = new Epochs();
  readonly #threadId: string;
  #begin: number;
  #next: number;
  #watermark = 0;
  #segment: Segment | undefined;
  #isBroken = false;
  #isSealed = false;
  #opening: Opening | undefined;
  #damage: LogCorruptError | undefined;

  /** `after`: the sequence after which a log without segments begins. */
  constructor(threadId: string, after: number) {
    this.#threadId = threadId;
    this.#begin = after + 1;
    this.#next = this.#begin;
  }

  /** The sequence before the log's first event. */
  get beginsAfter(): number {
    return this.#begin - 1;
  }

  /** The last event before the end, the torn tail or the damage. */
  get head(): number {
    return this.#next - 1;
  }

  /** The newest sequence that the lines themselves prove durable. */
  get watermark(): number {
    return this.#watermark;
  }

  get damage(): LogCorruptError | undefined {
    return this.#damage;
  }

  /** Whether the segment that was begun last ends in a tail that goes. */
  get isTorn(): boolean {
    return (this.#isBroken || this.#opening !== undefined) && this.#damage === undefined;
  }

  beginSegment(segment: Segment): void {
    if (this.#segment === undefined) this.#beginAt(segment.first);
    // (1)
    if (segment.first !== this.#next) this.#findDamage();
    this.#segment = segment;
    this.#isBroken = false;
    this.#isSealed = false;
    this.#opening = undefined;
  }

  /** Takes the next line of the segment. Answers whether there is a reason to go on. */
  visit(line: Buffer, offset: number): boolean {
    const decoded = decodeLine(line);
    if (!this.#isBroken) {
      if (decoded !== undefined && this.#accepts(line, decoded, offset)) return true;
      this.#isBroken = true;
    }
    // (2)
    if (decoded !== undefined && decoded.durable >= this.#next) this.#findDamage();
    return this.#damage === undefined;
  }

  #beginAt(first: number): void {
    this.#begin = first;
    this.#next = first;
  }

  /** Says that the segment's last bytes are no whole line. */
  visitPartialLine(): void {
    this.#isBroken = true;
  }

  #accepts(line: Buffer, decoded: Line, offset: number): boolean {
    const segment = this.#segment;
    if (segment === undefined || this.#isSealed) return false;
    if (offset === 0 && !this.#opensLog(line, decoded)) return this.#loseBeginning();
    const isAccepted = isEpochLine(line)
      ? this.#acceptsEpoch(lineJson(line, decoded))
      : this.#acceptsEvent(line, offset, segment);
    if (isAccepted) this.#watermark = Math.max(this.#watermark, decoded.durable);
    return isAccepted;
  }

  /** (5) */
  #opensLog(line: Buffer, decoded: Line): boolean {
    if (this.#begin === 1 || this.#segment?.first !== this.#begin) return true;
    const opening = isEpochLine(line) ? parseOpening(lineJson(line, decoded)) : undefined;
    return opening?.epoch === 1 && opening.from === this.#begin;
  }

  #loseBeginning(): false {
    this.#beginAt(1);
    this.#findDamage();
    return false;
  }

  #acceptsEpoch(json: string): boolean {
    if (this.#opening !== undefined) return false;
    const opening = parseOpening(json);
    // (3)
    this.#isSealed = opening === undefined;
    if (opening === undefined) return true;
    if (opening.from !== this.#next || opening.epoch <= this.epochs.newest) return false;
    this.#opening = opening;
    return true;
  }

  #acceptsEvent(line: Buffer, offset: number, segment: Segment): boolean {
    if (!hasSequence(line, this.#next)) return false;
    // A segment of another thread shows in its first event.
    if (this.#next === segment.first && !line.includes(`"thread_id":"${this.#threadId}"`)) {
      return false;
    }
    // (4)
    if (this.#opening !== undefined) this.epochs.add(this.#opening.epoch, this.#opening.from);
    this.#opening = undefined;
    segment.note(this.#next, offset);
    segment.bytes = offset + line.length + 1;
    this.#next += 1;
    return true;
  }

  #findDamage(): void {
    this.#damage ??= new LogCorruptError(
      `Thread "${this.#threadId}" can be read up to event ${this.head} and not be written: "${this.#segment?.path}" has changed from byte ${this.#segment?.bytes} on since it was stored safely; restore it from a backup`,
    );
  }
}
