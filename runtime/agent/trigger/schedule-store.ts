import { z } from "zod";

/** Why times of a schedule passed without a turn. */
const Missed = z.strictObject({
  count: z.int().positive(),
  first: z.string(),
  last: z.string(),
  because: z.enum(["away", "busy", "refused"]),
});

/** What is kept of a schedule. */
export const ScheduleRecord = z.strictObject({
  /** Times after this one are still to come. ISO 8601. */
  due_from: z.string(),
  paused: z.boolean(),
  /** The last turn, with the time that it was for. */
  last: z
    .strictObject({ time: z.string(), session_id: z.string(), run_id: z.string() })
    .exactOptional(),
  /** The last times that brought no turn: nobody was there, the turn before went on, or none could begin. */
  missed: Missed.exactOptional(),
});
export type ScheduleRecord = z.infer<typeof ScheduleRecord>;

/** All records by the id of their schedule. */
export const ScheduleRecords = z.record(z.string(), ScheduleRecord);
export type ScheduleRecords = z.infer<typeof ScheduleRecords>;

/** Where the records are kept over restarts. */
export interface ScheduleStore {
  /** Rejects with an Error where they cannot be read: then nothing is to start. */
  read(): Promise<ScheduleRecords>;
  /** Keeps all of them in place of the former ones. */
  write(records: ScheduleRecords): Promise<void>;
}

/** For tests, and runtimes without a disk. */
export function schedulesInMemory(records: ScheduleRecords = {}): ScheduleStore {
  let kept = records;
  return {
    read: async () => kept,
    write: async (next) => {
      kept = next;
    },
  };
}
