import { html, nothing, type TemplateResult } from "lit/html.js";

import { icon, type IconName } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { currentSequence, eventAddress, isLive, liveAddress, lookAddress } from "./inspection.ts";
import type { Inspection } from "./inspection.ts";
import { grouped } from "./quantity.ts";
import { runClock } from "./run-clock.ts";
import { segments } from "./segments.ts";
import { settingsQuery, SPEEDS, type Speed } from "./settings.ts";

/** Moves the cursor: to an event by link or by name, through time by playing. */
export function transportView(inspection: Inspection): TemplateResult {
  const { index, settings, time } = inspection;
  return html`<div class="transport" role="group" aria-label="Replay">
    ${steps(inspection)}
    <p class="clock">
      ${
        index.isTimed
          ? html`${runClock(time)} <small>/ ${runClock(index.end)}</small>`
          : html`<small>times unknown</small>`
      }
    </p>
    ${eventBox(inspection)}
    <div class="speeds needs-script">
      ${segments(
        "Speed",
        SPEEDS.map((speed) => ({
          label: SPEED_LABELS[speed],
          href: lookAddress(inspection, { speed }),
          current: settings.speed === speed,
        })),
      )}
    </div>
    ${idleSwitch(inspection)} ${isLive(inspection) ? liveLink(inspection) : ""} ${keyHints()}
  </div>`;
}

const SPEED_LABELS: Readonly<Record<Speed, string>> = {
  "0.25": "¼×",
  "1": "1×",
  "4": "4×",
  "16": "16×",
  max: "Max",
};

function steps(inspection: Inspection): TemplateResult {
  const { index, at, motion } = inspection;
  const last = index.count - 1;
  const playing = motion === "playing";
  return html`<div class="steps">
    ${stepLink(inspection, 0, "First event", "first")}
    ${stepLink(inspection, at - 1, "Previous event", "previous")}
    <button
      class="play needs-script"
      type="button"
      data-command="play"
      aria-label=${playing ? "Pause" : "Play"}
    >
      ${playing ? icon("pause") : icon("play")}
    </button>
    ${stepLink(inspection, at + 1, "Next event", "next")}
    ${stepLink(inspection, last, "Last event", "last")}
  </div>`;
}

function stepLink(
  inspection: Inspection,
  position: number,
  label: string,
  name: IconName,
): TemplateResult {
  const { index, at } = inspection;
  const isThere = position !== at && position >= 0 && position < index.count;
  const target = isThere ? index.event(position).sequence : undefined;
  return html`<a
    class="button ghost square"
    data-step=${name}
    href=${target === undefined ? nothing : eventAddress(inspection, target)}
    aria-disabled=${target === undefined ? "true" : nothing}
    role=${target === undefined ? "link" : nothing}
    aria-label=${label}
    title=${label}
    >${icon(name)}</a
  >`;
}

/** A form, so that "36.7s" or "call_7" finds its event without script too. */
function eventBox(inspection: Inspection): TemplateResult {
  const { run_id, index, settings, notFound } = inspection;
  return html`<form class="event-box" action=${urls.run(run_id)}>
    <label
      >Event
      <input
        name="at"
        .value=${notFound ?? String(currentSequence(inspection))}
        size="6"
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${notFound === undefined ? nothing : "true"}
        title="A number, a time (36.7s), a share (50%) or an id (call_7)"
    /></label>
    <span>${notFound === undefined ? `of ${grouped(lastSequence(index))}` : "not found"}</span>
    ${hiddenSettings(settings)}
  </form>`;
}

function lastSequence(index: Inspection["index"]): number {
  return index.lastSequence;
}

/** The settings that a form takes along, except the ones that it asks for. */
export function hiddenSettings(settings: Inspection["settings"], asked: string = "at"): unknown {
  return Object.entries(settingsQuery(settings))
    .filter(([name]) => name !== asked)
    .map(([name, value]) => html`<input type="hidden" name=${name} .value=${String(value)} />`);
}

function idleSwitch(inspection: Inspection): TemplateResult {
  const skips = inspection.settings.idle === "skip";
  return html`<a
    class="switch"
    href=${lookAddress(inspection, { idle: skips ? "show" : "skip" })}
    aria-current=${skips ? "true" : nothing}
    ><i aria-hidden="true"></i>Skip idle</a
  >`;
}

function liveLink(inspection: Inspection): TemplateResult {
  const follows = inspection.motion === "following";
  return html`<a
    class="button live"
    href=${liveAddress(inspection)}
    aria-current=${follows ? "true" : nothing}
    ><i class="dot" data-status="running"></i>Live</a
  >`;
}

function keyHints(): TemplateResult {
  return html`<p class="key-hints needs-script" aria-hidden="true">
    <span><kbd class="key">Space</kbd>play</span>
    <span><kbd class="key">J</kbd><kbd class="key">K</kbd>event</span>
    <span><kbd class="key">⇧J</kbd><kbd class="key">⇧K</kbd>step</span>
    <span><kbd class="key">G</kbd>go to</span>
  </p>`;
}
