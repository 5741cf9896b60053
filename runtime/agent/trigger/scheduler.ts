import { oneAtATime } from "#runtime/one-at-a-time.ts";
import type { Clock } from "#runtime/services.ts";
import { isSchedule, timeAfter, timesBetween } from "./cron.ts";
import type { Schedule } from "./schedule.ts";
import type { ScheduleRecord, ScheduleRecords, ScheduleStore } from "./schedule-store.ts";

/** How often the agents are looked at anew, so that edits count soon. */
const LOOK_MS = 30_000;
const MIN_WAIT_MS = 1_000;
/** A time that passed no longer ago still counts: a restart takes a while. */
const GRACE_MS = 60_000;

/** A turn that a time began. */
export type ScheduledTurn = NonNullable<ScheduleRecord["last"]>;

export interface SchedulerServices {
  readonly clock: Clock;
  /** In which the times are meant, such as `Europe/Berlin`. */
  readonly timezone: string;
  readonly store: ScheduleStore;
  schedules(): Promise<readonly Schedule[]>;
  /** Asks the agent in a session of its own; the same time twice is one turn. */
  submit(schedule: Schedule, time: string): Promise<Omit<ScheduledTurn, "time">>;
  /** Whether a turn that was begun has ended. */
  isOver(turn: ScheduledTurn): Promise<boolean>;
  report(problem: Error): void;
}

/** A schedule as it stands. */
export interface ListedSchedule extends Schedule, Omit<ScheduleRecord, "due_from"> {
  /** The next time, also of a paused one; absent where there is none. ISO 8601. */
  readonly next?: string;
  /** Why it can never be due. */
  readonly problem?: string;
}

/**
 * Asks agents at the times of their schedules.
 *
 * C1 A time brings one turn at most: its key is the schedule and the time, and its record is kept behind it.
 * C2 Times that passed while nobody was there, or while the turn before went on, are counted and told; none of
 *    them is made up for later.
 * C3 One look after the other; records that cannot be read or kept start nothing.
 */
export class Scheduler {
  readonly #services: SchedulerServices;
  readonly #inTurn = oneAtATime();

  constructor(services: SchedulerServices) {
    this.#services = services;
  }

  /** Looks at the schedules until the signal says otherwise. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#services;
    while (!signal.aborted) {
      const wait = await this.look().catch((cause: unknown) => {
        this.#services.report(new Error("The schedules could not be looked at", { cause }));
        return LOOK_MS;
      });
      await clock.sleep(wait, signal).catch(() => {}); // The signal ends the loop.
    }
  }

  /** Begins the turns that are due, and answers with the milliseconds until the next look. */
  look(): Promise<number> {
    return this.#change(async (records, schedules) => {
      const now = this.#services.clock.now();
      let wait = LOOK_MS;
      for (const schedule of schedules.filter(({ cron }) => isSchedule(cron))) {
        const record = records[schedule.id] ?? { due_from: now, paused: schedule.asks_first };
        records[schedule.id] = await this.#looked(schedule, record, now);
        const next = timeAfter(schedule.cron, now, this.#services.timezone);
        if (next !== undefined) wait = Math.min(wait, Date.parse(next) - Date.parse(now));
      }
      return Math.max(MIN_WAIT_MS, wait);
    });
  }

  /** All schedules, those of one agent where it is named. */
  async list(agent?: string): Promise<readonly ListedSchedule[]> {
    const { clock, timezone, store } = this.#services;
    const [all, records] = await Promise.all([this.#services.schedules(), store.read()]);
    const meant = all.filter((schedule) => agent === undefined || schedule.agent === agent);
    return meant.map((schedule) => {
      const { due_from: _, ...record } = records[schedule.id] ?? {
        due_from: "",
        paused: schedule.asks_first,
      };
      if (!isSchedule(schedule.cron)) {
        return { ...schedule, ...record, problem: `"${schedule.cron}" is no cron schedule` };
      }
      const next = timeAfter(schedule.cron, clock.now(), timezone);
      return { ...schedule, ...record, ...(next !== undefined && { next }) };
    });
  }

  /** Holds a schedule back, or lets it go on with its next time. False where there is none of that id. */
  pause(id: string, paused: boolean): Promise<boolean> {
    return this.#change(async (records, schedules) => {
      const schedule = schedules.find((each) => each.id === id);
      if (schedule === undefined) return false;
      const now = this.#services.clock.now();
      records[id] = { ...records[id], due_from: now, paused };
      return true;
    });
  }

  async #looked(schedule: Schedule, record: ScheduleRecord, now: string): Promise<ScheduleRecord> {
    if (record.paused) return { ...record, due_from: now };
    const span = { after: record.due_from, until: now, timezone: this.#services.timezone };
    const times = timesBetween(schedule.cron, span);
    const time = times.at(-1);
    if (time === undefined) return record;
    const isFresh = Date.parse(now) - Date.parse(time) <= GRACE_MS;
    const isBusy =
      isFresh && record.last !== undefined && !(await this.#services.isOver(record.last));
    if (!isFresh || isBusy) {
      return { ...record, due_from: now, ...missed(times, isBusy ? "busy" : "away") };
    }
    const earlier = missed(times.slice(0, -1), "away"); // C2
    try {
      const last = { time, ...(await this.#services.submit(schedule, time)) };
      return { ...record, ...earlier, due_from: time, last };
    } catch (cause) {
      this.#services.report(new Error(`The schedule "${schedule.id}" began no turn`, { cause }));
      return { ...record, ...missed(times, "refused"), due_from: time };
    }
  }

  /** C3 */
  #change<Result>(
    work: (records: ScheduleRecords, schedules: readonly Schedule[]) => Promise<Result>,
  ): Promise<Result> {
    return this.#inTurn(async () => {
      const { store } = this.#services;
      const before = await store.read();
      const records = { ...before };
      const schedules = await this.#services.schedules();
      const result = await work(records, schedules);
      if (JSON.stringify(records) !== JSON.stringify(before)) await store.write(records);
      return result;
    });
  }
}

function missed(
  times: readonly string[],
  because: NonNullable<ScheduleRecord["missed"]>["because"],
): Pick<ScheduleRecord, "missed"> {
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return {};
  return { missed: { count: times.length, first, last, because } };
}
