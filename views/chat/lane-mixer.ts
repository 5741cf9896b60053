import { keyed } from "lit/directives/keyed.js";
import { html, type TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { laneGlyph, laneLabel, VISIBLE_LANES } from "#views/lane-glyph.ts";
import { barsPath, laneBars, type LaneActivity } from "./lane-activity.ts";
import { laneValue } from "./lane-value.ts";

/** Which lanes the page shows: the muted ones are hidden; with a solo, only the soloed ones stay. */
export interface Mixer {
  readonly mute: readonly Lane[];
  readonly solo: readonly Lane[];
}

/** The eight lanes of a run: how much came, how it came, and whether the page shows it. */
export function laneMixer(run: RunState, activity: LaneActivity, mixer: Mixer): TemplateResult {
  return html`<ul class="mixer">
    ${VISIBLE_LANES.map((lane) => channel(lane, run, activity, mixer))}
  </ul>`;
}

function channel(lane: Lane, run: RunState, activity: LaneActivity, mixer: Mixer): TemplateResult {
  const { text, tone } = laneValue(lane, run);
  return html`<li
    class="channel"
    data-lane=${lane}
    data-tone=${tone}
    ?data-hidden=${isHidden(lane, mixer)}
  >
    ${laneGlyph(lane)}<span class="label">${laneLabel(lane)}</span>
    <svg class="spark" viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true">
      <path d=${barsPath(laneBars(lane, activity, run))} />
      <path class="floor" d="M0 17.7h100" />
    </svg>
    ${keyed(text, html`<span class="value">${text}</span>`)}
    <span class="mixer-buttons needs-script">
      ${mixerButton("mute", lane, mixer)} ${mixerButton("solo", lane, mixer)}
    </span>
  </li>`;
}

const MIXER_WORDS = { mute: { letter: "M", verb: "Mute" }, solo: { letter: "S", verb: "Solo" } };

function mixerButton(kind: "mute" | "solo", lane: Lane, mixer: Mixer): TemplateResult {
  const { letter, verb } = MIXER_WORDS[kind];
  const pressed = mixer[kind].includes(lane);
  return html`<button
    type="button"
    data-mixer=${kind}
    data-target=${lane}
    aria-pressed=${pressed ? "true" : "false"}
    aria-label="${verb} the lane ${laneLabel(lane)}"
    title=${verb}
  >
    ${letter}
  </button>`;
}

/** Whether the mixer takes a lane off the page. */
export function isHidden(lane: Lane, mixer: Mixer): boolean {
  return mixer.solo.length > 0 ? !mixer.solo.includes(lane) : mixer.mute.includes(lane);
}
