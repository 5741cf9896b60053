import { Cron } from "croner";

/** As many times are counted; beyond that nobody needs the number. */
const MAX_COUNTED = 1_000;

/** Whether a text is a cron schedule, such as `0 9 * * 1-5`. */
export function isSchedule(text: string): boolean {
  try {
    new Cron(text, { paused: true }).stop();
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}

/** The first time of a schedule after a moment, in a time zone; undefined where there is none. ISO 8601. */
export function timeAfter(cron: string, moment: string, timezone: string): string | undefined {
  const job = new Cron(cron, { paused: true, timezone });
  const next = job.nextRun(new Date(moment));
  job.stop();
  return next?.toISOString();
}

/** The times of a schedule after one moment and up to another, the first thousand at most. */
export function timesBetween(
  cron: string,
  { after, until, timezone }: Readonly<Record<"after" | "until" | "timezone", string>>,
): readonly string[] {
  const times: string[] = [];
  let time = timeAfter(cron, after, timezone);
  while (time !== undefined && time <= until && times.length < MAX_COUNTED) {
    times.push(time);
    time = timeAfter(cron, time, timezone);
  }
  return times;
}
