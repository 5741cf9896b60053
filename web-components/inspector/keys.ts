import type { Landmark } from "#views/inspector/position.ts";
import { VISIBLE_LANES } from "#views/lane-glyph.ts";
import { areSingleKeysOn } from "#web-components/chat/single-keys.ts";
import { usualKey } from "#web-components/key-bindings.ts";
import type { Command } from "./command.ts";

/** The command of a key press; undefined for keys that mean something else where they were pressed. */
export function keyCommand(event: KeyboardEvent): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (!(event.target instanceof Element) || isDialogOpen()) return undefined;
  const { target, key } = event;
  if (target.closest(key === " " ? TYPING_OR_PRESSED : TYPING) !== null) return undefined;
  const sliderCommand = target.closest("[role=slider]") === null ? undefined : SLIDER_KEYS[key];
  return sliderCommand ?? singleKey(event);
}

function singleKey(event: KeyboardEvent): Command | undefined {
  return areSingleKeysOn()
    ? (KEYS[usualKey("inspector", event.key)] ?? laneCommand(event))
    : undefined;
}

function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** A digit is a lane, in the order of the score: with shift it is muted. By place: shift makes another character. */
function laneCommand({ code, shiftKey }: KeyboardEvent): Command | undefined {
  const lane = VISIBLE_LANES[Number(/^Digit([1-8])$/u.exec(code)?.[1]) - 1];
  return lane === undefined ? undefined : { do: "lane", lane, how: shiftKey ? "mute" : "solo" };
}

const TYPING = "input, textarea, select, [contenteditable], dialog";
/** The space bar presses buttons by itself. */
const TYPING_OR_PRESSED = `${TYPING}, button, summary`;
/** How much more or less time one key shows, and which part of it one key moves on. */
const ZOOM_STEP = 1.6;
const PAN_STEP = 0.25;
/** What a page of the slider is worth. */
const PAGE_MS = 1_000;

/** By `KeyboardEvent.key`: a capital letter is the key with shift. */
const KEYS: Readonly<Record<string, Command>> = {
  " ": { do: "play" },
  j: step(1, "event"),
  k: step(-1, "event"),
  J: step(1, "step"),
  K: step(-1, "step"),
  e: step(1, "error"),
  E: step(-1, "error"),
  h: step(1, "approval"),
  H: step(-1, "approval"),
  g: { do: "go-to" },
  "/": { do: "filter" },
  ",": { do: "speed", step: -1 },
  ".": { do: "speed", step: 1 },
  s: { do: "idle" },
  b: { do: "side" },
  y: { do: "copy-json" },
  l: { do: "copy-link" },
  c: { do: "compare" },
  f: { do: "fork" },
  n: { do: "match", direction: 1 },
  p: { do: "match", direction: -1 },
  P: { do: "path" },
  t: { do: "theme" },
  "?": { do: "help" },
};

const SLIDER_KEYS: Readonly<Record<string, Command>> = {
  ArrowLeft: step(-1, "event"),
  ArrowDown: step(-1, "event"),
  ArrowRight: step(1, "event"),
  ArrowUp: step(1, "event"),
  PageDown: { do: "shift", by: -PAGE_MS },
  PageUp: { do: "shift", by: PAGE_MS },
  Home: { do: "edge", of: "first" },
  End: { do: "edge", of: "last" },
  w: { do: "zoom", zoom: { kind: "around", part: 0.5, by: 1 / ZOOM_STEP } },
  s: { do: "zoom", zoom: { kind: "around", part: 0.5, by: ZOOM_STEP } },
  a: { do: "zoom", zoom: { kind: "pan", by: -PAN_STEP } },
  d: { do: "zoom", zoom: { kind: "pan", by: PAN_STEP } },
};

function step(direction: 1 | -1, landmark: Landmark): Command {
  return { do: "step", direction, landmark };
}
