import type { Lane } from "#runtime/event/lane.ts";
import { VISIBLE_LANES } from "#views/lane-glyph.ts";
import { parseFilter } from "./filter.ts";

/** Solo and mute are terms of the filter, so that the list, the score and the address agree. */
const SIGNS = { solo: "", mute: "-" } as const;

/** The filter's text with a lane soloed or muted, or no longer so; the two take each other's place. */
export function withLane(q: string, lane: Lane, how: keyof typeof SIGNS): string {
  const { terms } = parseFilter(q);
  const wanted = `${SIGNS[how]}lane:${lane}`;
  const others = terms.map(({ source }) => source).filter((source) => !isOf(source, lane));
  const isOn = terms.some(({ source }) => source.toLowerCase() === wanted);
  return (isOn ? others : [...others, wanted]).join(" ");
}

function isOf(source: string, lane: Lane): boolean {
  return [`lane:${lane}`, `-lane:${lane}`].includes(source.toLowerCase());
}

/** The lanes that a filter's terms about lanes leave out. */
export function hiddenLanes(q: string): ReadonlySet<Lane> {
  const terms = parseFilter(q).terms.filter(({ name }) => name === "lane");
  const soloed = terms.filter(({ negated }) => !negated);
  const muted = terms.filter(({ negated }) => negated);
  const names = (lane: Lane) => (value: { value: string }) => lane.startsWith(value.value);
  return new Set(
    VISIBLE_LANES.filter(
      (lane) => muted.some(names(lane)) || (soloed.length > 0 && !soloed.some(names(lane))),
    ),
  );
}
