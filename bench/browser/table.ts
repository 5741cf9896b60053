/** One figure of a page in a browser. */
export interface Row {
  readonly what: string;
  readonly unit: "ms" | "MB" | "";
  readonly value: number;
  /** The budget that it has to keep; none when it is only told. */
  readonly most?: number | undefined;
}

/** The rows as `console.table` shows them. */
export function shown(rows: readonly Row[]): readonly object[] {
  return rows.map(({ what, unit, value, most }) => ({
    what,
    value: `${Math.round(value * 10) / 10} ${unit}`.trim(),
    budget: most === undefined ? "" : `${most} ${unit}`.trim(),
    verdict: most === undefined ? "" : value <= most ? "kept" : "missed",
  }));
}
