import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Entry } from "#runtime/log/port.ts";
import type { ForkedRun } from "#runtime/state/forked-run.ts";
import { EventIndex } from "./event-index.ts";
import { LANE_HEIGHT, ROW_HEIGHT, SCORE_COLUMNS, scoreLanes } from "./score-bins.ts";
import type { Settings } from "./settings.ts";
import { studyRun } from "./study.ts";

/** A fork and what it comes from: all events of both, oldest first. */
export interface OriginScore {
  readonly fork: readonly Entry[];
  readonly forked_from: ForkedRun;
  readonly origin: readonly Entry[];
  readonly axis: Pick<Settings, "idle" | "range">;
}

/**
 * The marks of what the origin did after the event at which the fork left it, as an image of its own on the
 * fork's axis: both go on from the same place. What lies beyond the fork's end is left out.
 */
export function originScore({ fork, forked_from, origin, axis }: OriginScore): TemplateResult {
  const index = new EventIndex(fork);
  const { scale } = studyRun(index, axis);
  const shifted = onAxisOf(index, forked_from.sequence, origin);
  const lanes = scoreLanes(shifted, scale, []);
  const height = lanes.length * ROW_HEIGHT;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox=${`0 0 ${SCORE_COLUMNS} ${height}`}
    preserveAspectRatio="none"
    fill="#808080"
  >
    ${lanes.map(({ path }, row) => {
      const top = (row + 1) * ROW_HEIGHT - LANE_HEIGHT - 1.5;
      return html`<svg y=${top} width=${SCORE_COLUMNS} height=${LANE_HEIGHT}>
        <path d=${path}></path>
      </svg>`;
    })}
  </svg>`;
}

/** The origin's later events at the times that they would have had in the fork. */
function onAxisOf(fork: EventIndex, cut: number, origin: readonly Entry[]): EventIndex {
  const begin = fork.entry(0);
  const left = timeOf(origin.findLast(({ event }) => event.sequence <= cut) ?? begin);
  const goneOn = fork.positionOf(cut) + 1;
  const start = timeOf(goneOn < fork.count ? fork.entry(goneOn) : begin);
  const end = timeOf(fork.entry(fork.count - 1));
  const after = origin.flatMap((entry) => {
    const time = start + timeOf(entry) - left;
    if (entry.event.sequence <= cut || time > end) return [];
    return [{ ...entry, event: { ...entry.event, timestamp: new Date(time).toISOString() } }];
  });
  // The axis begins with the fork's first event, where a mark stands anyway.
  return new EventIndex([begin, ...after]);
}

function timeOf({ event }: Entry): number {
  return Date.parse(event.timestamp);
}
