import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit/html.js";

import { differenceWords } from "#runtime/state/compare/first-difference.ts";
import { percent } from "#views/inspector/playhead.ts";
import type { TimeScale } from "#views/inspector/time-scale.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import type { ComparedPair } from "./compared-pair.ts";
import type { Side } from "./diff-table.ts";
import { compareAddress } from "./settings.ts";

/** Where two runs part first, in words, as a way to it. */
export function partingSentence(pair: ComparedPair): TemplateResult | string {
  if (pair.first === undefined) return "No difference: both runs do the same";
  return html`<a href=${compareAddress(pair.settings, { d: 1, tab: "events" })}>${words(pair)}</a>`;
}

function words({ first, a, b }: ComparedPair): string {
  if (first === undefined) return "";
  const [place, of] =
    first.a === undefined
      ? [b.index.event(first.b?.at ?? 0), " of B"]
      : [a.index.event(first.a.at), ""];
  return `First difference, event ${place.sequence}${of}: ${differenceWords(first, toolLabel)}`;
}

/** Where one of the runs is when the two part, from 0 to 1: at its part in it, or where it goes on. */
export function partingPlace(
  { first, events, ...sides }: ComparedPair,
  side: Side,
  scale: TimeScale,
): number {
  const row = events.rows.findIndex(
    (known, at) => at >= (first?.row ?? 0) && known[side] !== undefined,
  );
  const place = events.rows[row]?.[side];
  const { index } = sides[side];
  const unit = place === undefined ? undefined : events[side][place];
  const time = unit === undefined ? index.end : index.time(unit.at);
  return scale.length === 0 ? 0 : scale.place(time) / scale.length;
}

/** Room for the words; what is longer is cut. */
const FLAG_WIDTH = 720;
/** From here on the flag stands before its line. */
const TURNS = 0.4;

/** The same words at the line. Small screens have them above the picture. */
export function partingFlag(pair: ComparedPair, place: number): SVGTemplateResult {
  const isBefore = place > TURNS;
  return svg`<svg x=${percent(place)} overflow="visible">
    <foreignObject x=${isBefore ? -FLAG_WIDTH : 0} y="0" width=${FLAG_WIDTH} height="26">
      <p class="parting-flag" data-side=${isBefore ? "before" : "after"}>${partingSentence(pair)}</p>
    </foreignObject>
  </svg>`;
}
