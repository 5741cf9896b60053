const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in the fewest words: `now`, `2m`, `3h`, `5d`. Both are ISO 8601 times. */
export function relativeTime(at: string, now: string): string {
  const ms = Date.parse(now) - Date.parse(at);
  if (!(ms >= MINUTE_MS)) return "now";
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)}h`;
  return `${Math.floor(ms / DAY_MS)}d`;
}
