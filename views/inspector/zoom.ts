import type { EventIndex } from "./event-index.ts";
import type { Range } from "./settings.ts";
import type { TimeScale } from "./time-scale.ts";

/** A change of the part of a run that the axis shows; places are parts of it, from 0 to 1. */
export type Zoom =
  /** `by` above 1 shows more time, around a place that stays where it is. */
  | { readonly kind: "around"; readonly part: number; readonly by: number }
  /** Later (above 0) or earlier, by a part of what is shown. */
  | { readonly kind: "pan"; readonly by: number }
  /** Only what lies between two places. */
  | { readonly kind: "between"; readonly from: number; readonly to: number };

/** The range after a zoom; undefined for the whole run. An event at each edge stays in sight. */
export function zoomed(index: EventIndex, scale: TimeScale, zoom: Zoom): Range | undefined {
  const { from, to } = timesAfter(scale, zoom);
  const width = Math.min(to - from, index.end);
  const start = Math.max(0, Math.min(from, index.end - width));
  if (width >= index.end) return undefined;
  const first = Math.max(0, index.positionAt(start));
  const last = Math.min(index.count - 1, Math.max(index.positionFrom(start + width), first + 1));
  return { from: index.event(first).sequence, to: index.event(last).sequence };
}

function timesAfter(scale: TimeScale, zoom: Zoom): { from: number; to: number } {
  const { from, to } = scale;
  switch (zoom.kind) {
    case "around": {
      const pivot = scale.time(zoom.part * scale.length);
      return { from: pivot - (pivot - from) * zoom.by, to: pivot + (to - pivot) * zoom.by };
    }
    case "pan":
      return { from: from + (to - from) * zoom.by, to: to + (to - from) * zoom.by };
    case "between": {
      const [first, last] = [zoom.from, zoom.to].toSorted((a, b) => a - b);
      return {
        from: scale.time((first ?? 0) * scale.length),
        to: scale.time((last ?? 1) * scale.length),
      };
    }
  }
}
