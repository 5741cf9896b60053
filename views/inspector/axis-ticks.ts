import type { TimeScale } from "./time-scale.ts";

/** A mark on the time axis. */
export interface Tick {
  readonly ms: number;
  /** Its place, from 0 to 1. */
  readonly place: number;
  readonly label: string;
  /** Every second mark gives way on small screens. */
  readonly minor: boolean;
}

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000,
  300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000,
];

/** Most marks on an axis; a label takes about 1/16 of a narrow one. */
const TICKS_MAX = 12;
/** Marks closer than this to the one before are left out: their labels would touch. */
const CLOSEST = 0.045;

/** Round times on an axis, none of them inside of a squeezed gap. */
export function axisTicks(scale: TimeScale): readonly Tick[] {
  const step = STEPS_MS.find((ms) => scale.length / ms <= TICKS_MAX) ?? scale.length;
  const ticks: Tick[] = [];
  let ms = Math.ceil(scale.from / step) * step;
  while (ms <= scale.to && ticks.length < 2 * TICKS_MAX) {
    const gap = scale.gaps.find(({ from, to }) => ms > from && ms < to);
    if (gap !== undefined) {
      ms = Math.ceil(gap.to / step) * step;
      continue;
    }
    const place = scale.length === 0 ? 0 : scale.place(ms) / scale.length;
    if (place - (ticks.at(-1)?.place ?? -1) >= CLOSEST && place < 0.975) {
      ticks.push({ ms, place, label: tickLabel(ms, step), minor: ticks.length % 2 === 1 });
    }
    ms += step;
  }
  return ticks;
}

function tickLabel(ms: number, step: number): string {
  if (ms === 0) return "0s";
  if (step < 1_000) return ms < 1_000 ? `${ms}ms` : `${ms / 1_000}s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}h`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
