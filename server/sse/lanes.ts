import { laneMessages, LANES, laneOf, type Lane } from "#runtime/event/lane.ts";
import type { UarEvent } from "#runtime/event/uar-event.ts";
import type { Entry } from "#runtime/log/port.ts";
import { ProblemError } from "#server/security/problem.ts";
import { partialPlaceId, placeId } from "./cursor.ts";
import { frame } from "./frame.ts";
import type { LaneFormat } from "./lane-format.ts";

/** A pure function from entries to what one kind of reader gets. Equal keys promise equal text. */
export interface Projection {
  readonly key: string;
  /** `delivered`: how many messages of the first entry the reader has already. */
  encode(entries: readonly Entry[], epoch: number, delivered: number): Encoded;
}

export interface Encoded {
  readonly text: string;
  /** Whether the projection's subject is over: nothing will ever follow. */
  readonly isOver: boolean;
}

export interface LaneFilter {
  /** Absent: all of them. */
  readonly lanes?: ReadonlySet<Lane> | undefined;
  /** Absent: every run of the thread, and the stream never ends by itself. */
  readonly run_id?: string | undefined;
}

/** The lane messages of a thread or of one run; texts of one lane in a row become one message. */
export function laneProjection(format: LaneFormat, filter: LaneFilter): Projection {
  const { run_id, lanes } = filter;
  const names = LANES.filter((lane) => lanes?.has(lane) ?? true);
  return {
    key: [format.contentType, run_id ?? "", ...names].join(" "),
    encode(entries, epoch, delivered) {
      const page = new LanePage(format, epoch, lanes);
      let skip = delivered;
      for (const { event } of entries) {
        if (run_id === undefined || event.run_id === run_id) {
          const messages = laneMessages(event);
          page.add(event.sequence, messages, skip);
          const isDone = messages.some((message) => message.type === "Done");
          if (isDone && run_id !== undefined) return { text: page.end(), isOver: true };
        }
        skip = 0;
      }
      return { text: page.end(), isOver: false };
    },
  };
}

/** Whole events of one thread among others, each with its one stored encoding. */
export function eventProjection(thread_id: string): Projection {
  return {
    key: `events ${thread_id}`,
    encode: (entries, epoch) => ({
      text: entries
        .map(({ event, json }) =>
          frame(laneOf(event), json, `${thread_id}:${placeId(epoch, event.sequence)}`),
        )
        .join(""),
      isOver: false,
    }),
  };
}

/** The lanes of `?lanes=tokens,tools`. Throws ProblemError with status 400 for a name that is none. */
export function parseLanes(text: string): ReadonlySet<Lane> {
  const known: ReadonlyMap<string, Lane> = new Map(LANES.map((lane) => [lane, lane]));
  const lanes = text.split(",", LANES.length + 1).map((name) => {
    const lane = known.get(name);
    if (lane !== undefined) return lane;
    throw new ProblemError({
      status: 400,
      code: "unknown_lane",
      title: "Unknown lane",
      detail: `There is no lane ${JSON.stringify(name.slice(0, 40))}`,
      fix: `Use some of: ${LANES.join(", ")}`,
    });
  });
  return new Set(lanes);
}

type Growing = Extract<UarEvent, { type: "TokenDelta" | "ReasoningDelta" }>;

/** What one flush says. Holds the text that still grows, so that a row of tokens is one message. */
class LanePage {
  readonly #format: LaneFormat;
  readonly #epoch: number;
  readonly #lanes: ReadonlySet<Lane> | undefined;
  #text = "";
  #growing: Growing | undefined;
  #growingId = "";

  constructor(format: LaneFormat, epoch: number, lanes: ReadonlySet<Lane> | undefined) {
    this.#format = format;
    this.#epoch = epoch;
    this.#lanes = lanes;
  }

  add(sequence: number, messages: readonly UarEvent[], skip: number): void {
    const last = messages.findLastIndex((message) => this.#wants(message));
    for (let at = skip; at <= last; at += 1) {
      const message = messages[at];
      if (message === undefined || !this.#wants(message)) continue;
      const id =
        at === last
          ? placeId(this.#epoch, sequence)
          : partialPlaceId(this.#epoch, sequence, at + 1);
      this.#put(id, message);
    }
  }

  end(): string {
    this.#flush();
    return this.#text;
  }

  #wants(message: UarEvent): boolean {
    return this.#lanes === undefined || this.#lanes.has(message.lane);
  }

  #put(id: string, message: UarEvent): void {
    if (message.type !== "TokenDelta" && message.type !== "ReasoningDelta") {
      this.#flush();
      this.#text += this.#format.message(id, message);
      return;
    }
    if (this.#growing?.type !== message.type) this.#flush();
    const text = (this.#growing?.payload.text ?? "") + message.payload.text;
    this.#growing = { ...message, payload: { text } };
    this.#growingId = id;
  }

  #flush(): void {
    if (this.#growing === undefined) return;
    this.#text += this.#format.message(this.#growingId, this.#growing);
    this.#growing = undefined;
  }
}
