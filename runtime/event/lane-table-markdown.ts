import type { EventType } from "./catalogue.ts";
import { LANES } from "./lane.ts";
import { LANE_TABLE } from "./lane-table.ts";

/** The table of lanes as documentation shows it, one line a lane, without a final line break. */
export function laneTableMarkdown(): string {
  const rows = LANES.map((lane) => {
    const { glyph, meaning, events, example } = LANE_TABLE[lane];
    const cells = [
      code(lane),
      glyph,
      meaning,
      brief(events).map(code).join(", "),
      code(JSON.stringify(example)),
    ];
    return row(cells);
  });
  return [row(["Lane", "Mark", "What it tells", "Events", "Example"]), row(RULE), ...rows].join(
    "\n",
  );
}

const RULE = ["---", "---", "---", "---", "---"];

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Writes `family.*` where a lane has all the events of a family that has more than one. */
function brief(events: readonly EventType[]): readonly string[] {
  const names = events.map((type) => {
    const siblings = ALL_EVENTS.filter((other) => familyOf(other) === familyOf(type));
    const isWhole = siblings.length > 1 && siblings.every((other) => events.includes(other));
    return isWhole ? `${familyOf(type)}.*` : type;
  });
  return [...new Set(names)];
}

const ALL_EVENTS: readonly EventType[] = [
  ...new Set(LANES.flatMap((lane) => LANE_TABLE[lane].events)),
];

function familyOf(type: EventType): string {
  return type.slice(0, type.indexOf("."));
}
