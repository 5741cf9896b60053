import type { UarComposer } from "#web-components/uar-composer.ts";
import type { UarThread } from "#web-components/uar-thread.ts";
import type { DecisionKeys } from "./decision-keys.ts";
import { shortcuts } from "./shortcuts.ts";
import { singleKeysSwitch } from "./single-keys.ts";

export interface ChatParts {
  readonly root: HTMLElement;
  readonly composer: UarComposer | null;
  readonly thread: UarThread | null;
  readonly decisions: DecisionKeys;
  /** The run that the page is about. */
  readonly run: () => string | undefined;
}

/** Gives the chat its keys. */
export function chatKeys(parts: ChatParts, signal: AbortSignal): void {
  const { root, composer, thread } = parts;
  const box = root.querySelector<HTMLInputElement>("[data-single-keys]");
  if (box !== null) singleKeysSwitch(box, signal);
  shortcuts(signal, {
    stop: () => composer?.stop() ?? false,
    decide: (decision) =>
      parts.decisions.decide(decision, {
        now: performance.now(),
        composerEmpty: composer?.isEmpty ?? true,
      }),
    inspect: () => press(root.querySelector(".inspect")),
    copyAnswer: () => press([...root.querySelectorAll("[data-copy=answer]")].at(-1)),
    toLatest: () => {
      thread?.follow();
      return thread !== null;
    },
    turn: (step) => showTurn(root, step),
    togglePanel: () => togglePanel(root),
    nextTheme: () => press(nextThemeButton()),
    help: () => showHelp(root),
  });
}

function showHelp(root: HTMLElement): boolean {
  const dialog = root.querySelector<HTMLDialogElement>("#shortcuts");
  dialog?.showModal();
  return dialog !== null;
}

function press(control: Element | null | undefined): boolean {
  if (!(control instanceof HTMLElement)) return false;
  control.click();
  return true;
}

/** Goes to the turn before or after the one at the top of the view. */
function showTurn(root: HTMLElement, step: 1 | -1): boolean {
  const turns = [...root.querySelectorAll<HTMLElement>(".turn")];
  const top = root.querySelector(".scroller")?.getBoundingClientRect().top ?? 0;
  const current = turns.findLastIndex((turn) => turn.getBoundingClientRect().top <= top + 1);
  const next = turns[Math.max(0, current + step)];
  next?.scrollIntoView();
  return next !== undefined;
}

/** Where the panel stands beside the thread; on smaller screens it is a sheet. */
const BESIDE = matchMedia("(width > 1120px)");

function togglePanel(root: HTMLElement): boolean {
  const panel = root.querySelector<HTMLElement>("#lanes");
  if (panel === null) return false;
  if (BESIDE.matches) root.toggleAttribute("data-panel-closed");
  else panel.togglePopover();
  return true;
}

function nextThemeButton(): Element | null | undefined {
  const buttons = [...document.querySelectorAll(".theme-switch button")];
  const current = buttons.findIndex((button) => button.ariaPressed === "true");
  return buttons[(current + 1) % buttons.length];
}
