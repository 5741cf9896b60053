const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The waits behind each failed try; behind the eighth nothing is tried again. They are a day in all. */
const WAITS_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  15 * HOUR_MS,
];

/** When a delivery is tried again that failed for the `tries`th time; undefined where it is given up. */
export function retryAt(tries: number, now: string): string | undefined {
  const wait = WAITS_MS[tries - 1];
  return wait === undefined ? undefined : new Date(Date.parse(now) + wait).toISOString();
}
