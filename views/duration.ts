/** A span for reading: `184 ms`, `4.1 s`, `2 min 5 s`, `1 h 4 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A running clock: `0:18.4`, `12:03.0`, `1:02:03.4`. */
export function clock(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100));
  const seconds = `${pad(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  const minutes = Math.floor(tenths / 600);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${seconds}`;
}

/** Milliseconds between two ISO 8601 times; never negative, 0 when either is unknown. */
export function span(from: string | undefined, to: string | undefined): number {
  const ms = Date.parse(to ?? "") - Date.parse(from ?? "");
  return ms > 0 ? ms : 0;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
