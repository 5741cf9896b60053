/** What a prompt may ask of where it is used. */
export interface Surroundings {
  readonly user_name: string;
  /** As in Europe/Berlin. */
  readonly timezone: string;
  readonly data_dir: string;
}

/** Day and time of a moment (ISO 8601) in a time zone, as `2026-01-31` and `14:05`. */
export function localTime(now: string, timezone: string): { date: string; time: string } {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const [date = "", time = ""] = format.format(new Date(now)).split(" ");
  return { date, time };
}

/** Puts what they stand for in place of `${user.name}` and its kin; any other `${}` stays as it is. */
export function fillIn(text: string, surroundings: Surroundings, now: string): string {
  const { user_name, timezone, data_dir } = surroundings;
  const { date, time } = localTime(now, timezone);
  const values = new Map([
    ["user.name", user_name],
    ["user.timezone", timezone],
    ["date", date],
    ["time", time],
    ["pluto.data_dir", data_dir],
    ["uar.data_dir", data_dir],
  ]);
  return text.replace(/\$\{([a-z_.]+)\}/g, (whole, name: string) => values.get(name) ?? whole);
}
