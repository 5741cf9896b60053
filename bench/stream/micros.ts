/** Microseconds of the machine's monotonic clock, which all its processes share. */
export function microsNow(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
