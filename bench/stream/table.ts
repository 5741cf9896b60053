/** One line of the result. */
export interface Row {
  readonly what: string;
  readonly server: string;
  readonly direct: string;
  /** The server's figure beside the direct one: a ratio, or what is added. */
  readonly compared: string;
  readonly target: string;
  readonly isMet: boolean;
}

const HEADINGS = ["", "server", "direct", "compared", "target", ""];

/** The rows as aligned text: the first column to the left, the figures to the right. */
export function table(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) => row.map((cell, column) => align(cell, column, widths[column] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

function cellsOf({ what, server, direct, compared, target, isMet }: Row): readonly string[] {
  const verdict = isMet ? "met" : "missed";
  return [what, server, direct, compared, target, target === "" ? "" : verdict];
}

function align(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
