import { svg, type SVGTemplateResult } from "lit/html.js";

/** A part of the whole as an SVG length: 0.125 is "12.5%". */
export function percent(part: number): string {
  return `${Math.round(part * 1_000_000) / 10_000}%`;
}

/** Part of the axis just after the line that stays clear: the mark of the current event stands there. */
const CLEAR = 0.004;

/** The line at the current time, and a veil over what comes after it. */
export function playhead(
  place: number,
  { top, bottom }: { top: number; bottom: number },
): SVGTemplateResult {
  const x = percent(place);
  return svg`<rect
      class="future"
      x=${percent(place + CLEAR)}
      y=${top}
      width=${percent(Math.max(0, 1 - place - CLEAR))}
      height=${bottom - top}
    ></rect>
    <line class="playhead" x1=${x} x2=${x} y1=${top} y2=${bottom}></line>`;
}

/** The flag above the line, mostly the seconds since the start. Near an edge it stays inside. */
export function playheadFlag(place: number, words: string): SVGTemplateResult {
  const width = words.length * 6.7 + 13;
  const shift = place < 0.05 ? width / 2 : place > 0.96 ? -width / 2 : 0;
  return svg`<svg class="flag" x=${percent(place)} overflow="visible">
    <rect x=${shift - width / 2} y="3" width=${width} height="19" rx="4"></rect>
    <path d="M-4 22h8l-4 4z"></path>
    <text x=${shift} y="16.5" text-anchor="middle">${words}</text>
  </svg>`;
}
