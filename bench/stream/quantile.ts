/** The value below which a share of the values lies (nearest rank). Throws RangeError without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("There are no values to take a quantile of");
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
