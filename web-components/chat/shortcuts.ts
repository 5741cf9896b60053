import { goTo } from "#web-components/go-keys.ts";
import { usualKey } from "#web-components/key-bindings.ts";
import { areSingleKeysOn, isTyping } from "./single-keys.ts";

/** What the keys of the chat do. Each answers whether it did something. */
export interface ShortcutActions {
  readonly stop: () => boolean;
  readonly decide: (decision: "allow_once" | "deny") => boolean;
  readonly inspect: () => boolean;
  readonly copyAnswer: () => boolean;
  readonly toLatest: () => boolean;
  readonly turn: (step: 1 | -1) => boolean;
  readonly togglePanel: () => boolean;
  readonly nextTheme: () => boolean;
  readonly help: () => boolean;
}

/** After `G`, so long does the second key count. */
const SEQUENCE_MS = 1500;

type Table = "go" | "alt" | "command" | "typing" | "single";
type KeyTable = Readonly<Record<string, () => boolean>>;

/** Single keys are off while typing; with a modifier they belong to the browser. */
export function shortcuts(signal: AbortSignal, actions: ShortcutActions): void {
  let goUntil = 0;
  const beginSequence = (): boolean => {
    goUntil = performance.now() + SEQUENCE_MS;
    return true;
  };
  const tables: Readonly<Record<Exclude<Table, "go">, KeyTable>> = {
    ...keyTables(actions),
    single: { ...singleKeys(actions), g: beginSequence },
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = tableFor(event, performance.now() < goUntil);
      const pressed = event.key.toLowerCase();
      const key = name === "single" ? usualKey("pages", pressed) : pressed;
      if (key !== "g") goUntil = 0;
      if (name === "go" ? goTo(key) : tables[name][key]?.() === true) event.preventDefault();
    },
    { signal },
  );
}

function singleKeys(actions: ShortcutActions): KeyTable {
  return {
    a: () => actions.decide("allow_once"),
    d: () => actions.decide("deny"),
    i: actions.inspect,
    y: actions.copyAnswer,
    t: actions.nextTheme,
    "?": actions.help,
    end: actions.toLatest,
    escape: () => !isPopoverOpen() && actions.stop(),
  };
}

function keyTables(
  actions: ShortcutActions,
): Readonly<Record<Exclude<Table, "go" | "single">, KeyTable>> {
  return {
    alt: { arrowup: () => actions.turn(-1), arrowdown: () => actions.turn(1) },
    command: { ".": actions.togglePanel },
    typing: { escape: () => !isPopoverOpen() && actions.stop() },
  };
}

function tableFor(event: KeyboardEvent, going: boolean): Table {
  if (event.altKey) return "alt";
  if (event.metaKey || event.ctrlKey) return "command";
  if (isTyping(event) || (event.key.length === 1 && !areSingleKeysOn())) return "typing";
  return going ? "go" : "single";
}

/** The first Escape closes what is open; only the next one stops the run. */
function isPopoverOpen(): boolean {
  return document.querySelector(":popover-open, dialog[open]") !== null;
}
