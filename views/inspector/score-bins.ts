import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Lane } from "#runtime/event/lane.ts";
import { VISIBLE_LANES } from "#views/lane-glyph.ts";
import { isError } from "./event-error.ts";
import type { EventIndex } from "./event-index.ts";
import type { Span } from "./spans.ts";
import type { TimeScale } from "./time-scale.ts";

/** Columns of the score; the page stretches them over whatever width it has. */
export const SCORE_COLUMNS = 512;
/** Height of one lane of the score, in the units of its marks. */
export const LANE_HEIGHT = 12;
/** Height of a lane's row, with the space above its marks. */
export const ROW_HEIGHT = 17;

/** One lane of the score: how many events it has, and its marks as the data of an SVG path. */
export interface ScoreLane {
  readonly lane: Lane;
  readonly count: number;
  readonly path: string;
}

/** The row of the score that shows an event of a lane: two lanes have none of their own. */
const ROWS: Readonly<Record<Lane, number>> = {
  tokens: 0,
  reasoning: 1,
  tools: 2,
  bundle: 3,
  artifacts: 3,
  citations: 4,
  approvals: 5,
  status: 6,
  usage: 6,
  errors: 7,
};

/**
 * All visible lanes of a run, binned to the columns of a time scale. A mark of a sparse lane takes
 * `markColumns`, so that it can be seen.
 */
export function scoreLanes(
  index: EventIndex,
  scale: TimeScale,
  spans: readonly Span[],
  markColumns: number = MARK_COLUMNS,
): readonly ScoreLane[] {
  const perPlace = SCORE_COLUMNS / (scale.length || 1);
  const rows = VISIBLE_LANES.map((lane) => ({
    lane,
    count: 0,
    bin: new Float32Array(SCORE_COLUMNS),
  }));
  const add = (lane: Lane, column: number, value: number) => {
    const row = rows[ROWS[lane]];
    if (row === undefined) return;
    row.count += 1;
    row.bin[column] = (row.bin[column] ?? 0) + value;
  };
  const last = index.positionAt(scale.to);
  for (let position = index.positionFrom(scale.from); position <= last; position += 1) {
    const event = index.event(position);
    const lane = index.lane(position);
    const place = scale.place(index.time(position)) * perPlace;
    const column = Math.min(SCORE_COLUMNS - 1, Math.floor(place));
    add(lane, column, weight(event));
    if (lane !== "errors" && isError(event)) add("errors", column, 1);
  }
  return rows.map(({ lane, count, bin }) => {
    const waits = lane === "approvals" ? waitMarks(spans, scale, { perPlace, markColumns }) : "";
    const path = DENSE.has(lane) ? denseMarks(bin) : sparseMarks(bin, markColumns);
    return { lane, count, path: waits + path };
  });
}

/** Lanes whose marks show how much came, not only that something came. */
const DENSE: ReadonlySet<Lane> = new Set(["tokens", "reasoning"]);
/** Columns of a mark where the score has about half a page. */
const MARK_COLUMNS = 2;
/** The lowest mark of a dense lane, as a part of its height. */
const FLOOR = 0.35;
/** Most columns without an event that a dense lane bridges: the stream went on between them. */
const BRIDGED_COLUMNS = 3;

/** Texts weigh what they hold. Steps of a call that only report are lower than its beginning and end. */
function weight(event: RuntimeEvent): number {
  switch (event.type) {
    case "model.delta":
    case "reasoning.delta":
      return 1 + (event.payload.text?.length ?? 0);
    case "tool.progress":
    case "tool.args":
    case "run.status":
      return 0.6;
    default:
      return 1;
  }
}

function sparseMarks(bins: Float32Array, columns: number): string {
  let path = "";
  for (const [column, value] of bins.entries()) {
    if (value > 0) path += mark(column, Math.min(1, value), columns);
  }
  return path;
}

function denseMarks(bins: Float32Array): string {
  const heights = bins.filter((value) => value > 0).toSorted();
  const most = heights[Math.floor(heights.length * 0.9)] ?? 1;
  let path = "";
  let last = Number.NEGATIVE_INFINITY;
  for (const [column, value] of bins.entries()) {
    if (value === 0) continue;
    const from = column - last <= BRIDGED_COLUMNS ? last + 1 : column;
    path += mark(from, FLOOR + (1 - FLOOR) * Math.min(1, value / most), column - from + 1);
    last = column;
  }
  return path;
}

/** While an approval waits for a person, its lane has a low bar. */
function waitMarks(
  spans: readonly Span[],
  scale: TimeScale,
  { perPlace, markColumns }: { perPlace: number; markColumns: number },
): string {
  return spans
    .filter(({ kind, from, to }) => kind === "approval" && from <= scale.to && to >= scale.from)
    .map((span) => {
      const from = Math.floor(scale.place(span.from) * perPlace);
      const to = Math.ceil(scale.place(span.to) * perPlace);
      return mark(from, FLOOR, Math.max(markColumns, to - from));
    })
    .join("");
}

function mark(column: number, part: number, columns: number): string {
  const height = Math.round(part * LANE_HEIGHT * 10) / 10;
  return `M${column} ${LANE_HEIGHT}v-${height}h${columns}v${height}z`;
}
