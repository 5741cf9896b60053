import { svg, type SVGTemplateResult } from "lit/html.js";

import { duration } from "#views/duration.ts";
import { percent } from "./playhead.ts";
import type { TimeScale } from "./time-scale.ts";

/** A gap narrower than this part of the axis has no room for its words. */
const LABELLED = 0.025;

/** The squeezed times of an axis, veiled between zigzag edges. */
export function gapMarks(
  scale: TimeScale,
  { top, height }: { top: number; height: number },
): readonly SVGTemplateResult[] {
  return gapPlaces(scale).map(
    ({
      from,
      width,
    }) => svg`<svg x=${percent(from)} y=${top} width=${percent(width)} height=${height}>
      <rect class="gap-veil" width="100%" height="100%"></rect>
      <rect width="8" height="100%" fill="url(#zigzag)"></rect>
      <svg class="gap-end" x="100%" overflow="visible">
        <rect x="-8" width="8" height=${height} fill="url(#zigzag)"></rect>
      </svg>
    </svg>`,
  );
}

/** How much time each gap hides, reading upwards; a link that shows it at its true length. */
export function gapLabels(
  scale: TimeScale,
  { middle, href }: { middle: number; href: string },
): readonly SVGTemplateResult[] {
  return gapPlaces(scale)
    .filter(({ width }) => width >= LABELLED)
    .map(({ from, width, hidden }) => {
      const length = hidden.length * 6.7 + 14;
      return svg`<svg x=${percent(from + width / 2)} y=${middle} overflow="visible">
        <a href=${href} aria-label=${`${hidden}, show it`}>
          <g transform="rotate(-90)">
            <rect class="gap-label" x=${-length / 2} y="-9" width=${length} height="18" rx="4"></rect>
            <text class="gap-words" text-anchor="middle" y="4">${hidden}</text>
          </g>
        </a>
      </svg>`;
    });
}

/** The patterns of the edges, and of what was tried again; once on the page, before the first use. */
export function zigzagPattern(): SVGTemplateResult {
  return svg`<defs>
    <pattern id="zigzag" width="8" height="16" patternUnits="userSpaceOnUse">
      <path class="zigzag" d="M1 0 7 8 1 16"></path>
    </pattern>
    <pattern id="again" width="7" height="7" patternUnits="userSpaceOnUse">
      <path class="hatch" d="M-1 4 4-1M0 8 8 0M3 8 8 3"></path>
    </pattern>
  </defs>`;
}

function gapPlaces(scale: TimeScale): readonly { from: number; width: number; hidden: string }[] {
  return scale.gaps.map((gap) => {
    const from = scale.place(gap.from) / scale.length;
    const width = scale.place(gap.to) / scale.length - from;
    return { from, width, hidden: `${duration(gap.to - gap.from)} idle` };
  });
}
