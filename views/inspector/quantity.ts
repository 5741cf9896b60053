/** "1 tool", "1,204 tools". */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A whole number with thousands apart: 11240 is "11,240". */
export function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(?:\d{3})+$)/gu, ",");
}

/** A number short enough for a header: 11240 is "11.2k". */
export function short(number: number): string {
  if (number < 1_000) return String(Math.round(number));
  if (number < 999_950) return `${tenths(number / 1_000)}k`;
  return `${tenths(number / 1_000_000)}M`;
}

/** Bytes for a narrow column: "402 B", "1.1 kB". */
export function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 999_950) return `${tenths(size / 1_000)} kB`;
  return `${tenths(size / 1_000_000)} MB`;
}

function tenths(number: number): string {
  return number.toFixed(1).replace(/\.0$/u, "");
}
