import type { Lane } from "#runtime/event/lane.ts";
import { LANE_TABLE } from "#runtime/event/lane-table.ts";

/** A stretch of time, in any unit. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** More than can run side by side on one lane. */
const THREADS_PER_LANE = 10_000;

/**
 * The threads of a trace: one for each lane, and more where things ran side by side, since what stands
 * on one thread may lie within something else there and must not overlap it.
 */
export class TraceThreads {
  /** For each lane its threads, each with the ends of what is open on it, outermost first. */
  readonly #lanes = new Map<Lane, number[][]>();

  /** The thread for a stretch. They have to come in the order of their beginnings, the longer first. */
  take(lane: Lane, { from, to }: Stretch): number {
    const rows = this.#lanes.get(lane) ?? [];
    this.#lanes.set(lane, rows);
    for (const ends of rows) while ((ends.at(-1) ?? Infinity) <= from) ends.pop();
    const free = rows.findIndex((ends) => (ends.at(-1) ?? Infinity) >= to);
    const row = free === -1 ? rows.length : free;
    (rows[row] ??= []).push(to);
    return threadOf(lane, row);
  }

  /** Every thread with its name, in the order in which they are shown. */
  list(): readonly { readonly tid: number; readonly title: string }[] {
    return ORDER.flatMap((lane) => {
      const count = Math.max(1, this.#lanes.get(lane)?.length ?? 1);
      const { title } = LANE_TABLE[lane];
      return Array.from({ length: count }, (_, row) => ({
        tid: threadOf(lane, row),
        title: row === 0 ? title : `${title} ${row + 1}`,
      }));
    });
  }
}

/** The number of a lane's thread: the first one, if not said. */
export function threadOf(lane: Lane, row: number = 0): number {
  return ORDER.indexOf(lane) * THREADS_PER_LANE + row + 1;
}

/** From the run itself down to what it left behind. */
const ORDER: readonly Lane[] = [
  "status",
  "tokens",
  "reasoning",
  "tools",
  "approvals",
  "citations",
  "bundle",
  "artifacts",
  "usage",
  "errors",
];
