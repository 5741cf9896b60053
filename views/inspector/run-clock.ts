/** A place on a run's clock, to the millisecond: "0:36.704". */
export function runClock(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const seconds = ((whole % 60_000) / 1_000).toFixed(3).padStart(6, "0");
  return `${Math.floor(whole / 60_000)}:${seconds}`;
}

/** The same without minutes, as the list and the playhead show it: "36.704". */
export function runSeconds(ms: number): string {
  return (Math.max(0, Math.round(ms)) / 1_000).toFixed(3);
}
