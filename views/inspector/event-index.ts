import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneOf, type Lane } from "#runtime/event/lane.ts";
import type { Entry } from "#runtime/log/port.ts";
import { isError } from "./event-error.ts";
import { summaryOf } from "./summary.ts";

/** How far events without times stand apart: playing them shows one after the other. */
const UNTIMED_STEP_MS = 100;

/** One line of the events list. */
export interface EventRow {
  readonly sequence: number;
  /** Milliseconds since the run's first event. */
  readonly t: number;
  readonly lane: Lane;
  readonly type: string;
  readonly summary: string;
  /** Bytes of the stored JSON. */
  readonly size: number;
  readonly tool_call_id?: string;
}

/**
 * The events of one run, in order, with what every view of them asks for kept by column.
 * A position counts a run's events from 0; a sequence is an event's number in its thread, and has
 * holes where the thread wrote events of other runs. The same on the server and in the browser.
 */
export class EventIndex {
  readonly #entries: Entry[] = [];
  readonly #times: number[] = [];
  readonly #lanes: Lane[] = [];
  #start = 0;
  #isTimed = true;

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.add(entry);
  }

  /** Takes the next event. One that is already here, by its sequence, is left out. */
  add(entry: Entry): void {
    const { event } = entry;
    const last = this.#entries.at(-1);
    if (last !== undefined && event.sequence <= last.event.sequence) return;

    if (last === undefined) this.#isTimed = event.refs?.["times"] !== "unknown";
    const time = this.#isTimed ? Date.parse(event.timestamp) : this.count * UNTIMED_STEP_MS;
    if (last === undefined) this.#start = time;
    // A wall clock may step back; the axis may not.
    this.#times.push(Math.max(time - this.#start, this.#times.at(-1) ?? 0));
    this.#lanes.push(laneOf(event));
    this.#entries.push(entry);
  }

  /** Whether the events' times are known. Where a capture had none, they stand evenly apart, in order. */
  get isTimed(): boolean {
    return this.#isTimed;
  }

  get count(): number {
    return this.#entries.length;
  }

  /** The sequence of the newest event; 0 before the first. */
  get lastSequence(): number {
    return this.#entries.at(-1)?.event.sequence ?? 0;
  }

  /** Milliseconds from the first event to the last. */
  get end(): number {
    return this.#times.at(-1) ?? 0;
  }

  entry(position: number): Entry {
    const entry = this.#entries[position];
    if (entry === undefined) {
      throw new RangeError(`Cannot read event at position ${position}: the run has ${this.count}`);
    }
    return entry;
  }

  event(position: number): RuntimeEvent {
    return this.entry(position).event;
  }

  /** Every event, in order. */
  *events(): Iterable<RuntimeEvent> {
    for (const { event } of this.#entries) yield event;
  }

  /** The events of one type, in order. */
  eventsOf<Type extends RuntimeEvent["type"]>(type: Type): readonly EventOf<Type>[] {
    return this.#entries.flatMap(({ event }) => (isOf(event, type) ? [event] : []));
  }

  /** Milliseconds since the first event; 0 outside of the run. */
  time(position: number): number {
    return this.#times[position] ?? 0;
  }

  lane(position: number): Lane {
    return this.#lanes[position] ?? "status";
  }

  /** The lanes on which an event leaves a mark: its own, and `errors` when something went wrong. */
  marks(position: number): readonly Lane[] {
    const lane = this.lane(position);
    return lane !== "errors" && isError(this.event(position)) ? [lane, "errors"] : [lane];
  }

  row(position: number): EventRow {
    const { event, json } = this.entry(position);
    return {
      sequence: event.sequence,
      t: this.time(position),
      lane: this.lane(position),
      type: event.type,
      summary: summaryOf(event),
      size: byteLength(json),
      ...(event.tool_call_id !== undefined && { tool_call_id: event.tool_call_id }),
    };
  }

  /** The last position whose sequence is not after `sequence`; -1 when all are. */
  positionOf(sequence: number): number {
    return lastNotAfter(this.count, (position) => this.event(position).sequence, sequence);
  }

  /** The last position that had happened `ms` after the start; -1 before the first. */
  positionAt(ms: number): number {
    return lastNotAfter(this.count, (position) => this.time(position), ms);
  }

  /** The first position that had not happened before `ms`. */
  positionFrom(ms: number): number {
    return lastBefore(this.count, (position) => this.time(position), ms) + 1;
  }

  /** The first position from `from` on (or before it, when `step` is -1) that satisfies a test. */
  find(
    from: number,
    step: 1 | -1,
    test: (event: RuntimeEvent, position: number) => boolean,
  ): number {
    for (let position = from; position >= 0 && position < this.count; position += step) {
      if (test(this.event(position), position)) return position;
    }
    return -1;
  }
}

function isOf<Type extends RuntimeEvent["type"]>(
  event: RuntimeEvent,
  type: Type,
): event is EventOf<Type> {
  return event.type === type;
}

/** Binary search in an ascending column: the last place whose value is at most `limit`, or -1. */
export function lastNotAfter(count: number, value: (at: number) => number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The same for values that have to be less than `limit`. */
function lastBefore(count: number, value: (at: number) => number, limit: number): number {
  return lastNotAfter(count, (at) => (value(at) < limit ? 0 : 1), 0);
}

/** Bytes of a text in UTF-8, without encoding it: the list asks for it on every frame. */
function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A surrogate pair is 2 units and 4 bytes, every other unit from U+0800 is 3 bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
