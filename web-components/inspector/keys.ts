import type { Landmark } from "#views/inspector/position.ts";
import { areSingleKeysOn } from "#web-components/chat/single-keys.ts";
import { usualKey } from "#web-components/key-bindings.ts";
import type { Command } from "./command.ts";

/** The command of a key press; undefined for keys that mean something else where they were pressed. */
export function keyCommand(event: KeyboardEvent): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (!(event.target instanceof Element)) return undefined;
  const { target, key } = event;
  if (target.closest(key === " " ? TYPING_OR_PRESSED : TYPING) !== null) return undefined;
  const sliderCommand = target.closest("[role=slider]") === null ? undefined : SLIDER_KEYS[key];
  return sliderCommand ?? (areSingleKeysOn() ? KEYS[usualKey("inspector", key)] : undefined);
}

const TYPING = "input, textarea, select, [contenteditable]";
/** The space bar presses buttons by itself. */
const TYPING_OR_PRESSED = `${TYPING}, button, summary`;
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
};

function step(direction: 1 | -1, landmark: Landmark): Command {
  return { do: "step", direction, landmark };
}
