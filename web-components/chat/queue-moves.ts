import { urls } from "#views/urls.ts";
import type { UarAnnounce } from "#web-components/uar-announce.ts";
import { post } from "./post-form.ts";

const STEPS: Partial<Readonly<Record<string, number>>> = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Reorders the messages that wait: Alt with an arrow key moves the one that has the focus, and each
 * can be dragged by its place. The server says the order; here it is only asked for.
 */
export function queueMoves(place: HTMLElement, signal: AbortSignal): void {
  place.addEventListener("keydown", (event) => pressed(event, place), { signal });
  let dragged: HTMLElement | undefined;
  const mark = (chip?: HTMLElement): void => {
    for (const each of chips(place)) each.toggleAttribute("data-drop", each === chip);
  };
  place.addEventListener("pointerover", (event) => makeDraggable(event.target), { signal });
  place.addEventListener("dragstart", (event) => (dragged = begin(event)), { signal });
  place.addEventListener(
    "dragover",
    (event) => {
      if (dragged === undefined) return;
      event.preventDefault();
      mark(chipOf(event.target));
    },
    { signal },
  );
  place.addEventListener(
    "drop",
    (event) => {
      const goal = chipOf(event.target);
      if (dragged === undefined || goal === undefined) return;
      event.preventDefault();
      move(dragged, chips(place).indexOf(goal), place);
    },
    { signal },
  );
  place.addEventListener(
    "dragend",
    () => {
      dragged = undefined;
      mark();
    },
    { signal },
  );
}

function pressed(event: KeyboardEvent, place: HTMLElement): void {
  const step = STEPS[event.key];
  const chip = chipOf(event.target);
  if (step === undefined || !event.altKey || chip === undefined) return;
  if (event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  event.stopPropagation();
  const goal = chips(place).indexOf(chip) + step;
  if (goal >= 0 && goal < chips(place).length) move(chip, goal, place);
}

function move(chip: HTMLElement, position: number, place: HTMLElement): void {
  const all = chips(place);
  if (all.indexOf(chip) === position) return;
  const fields = new URLSearchParams({ change: "promote", position: String(position) });
  post(urls.queued(chip.dataset["queued"] ?? ""), fields).then(
    () => say(`Moved to place ${position + 1} of ${all.length}`),
    () => say("It could not be moved: its turn may have come"),
  );
}

/** Only the place of a message is a handle: its words stay text that can be marked. */
function makeDraggable(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || !target.matches(".queue-place")) return;
  target.draggable = true;
  target.title = "Drag to reorder, or press Alt with an arrow key";
}

function begin(event: DragEvent): HTMLElement | undefined {
  const chip = chipOf(event.target);
  if (chip === undefined || event.dataTransfer === null) return undefined;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(chip, 0, 0);
  return chip;
}

function chips(place: HTMLElement): readonly HTMLElement[] {
  return [...place.querySelectorAll<HTMLElement>("[data-queued]")];
}

function chipOf(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>("[data-queued]") ?? undefined;
}

function say(text: string): void {
  document.querySelector<UarAnnounce>("uar-announce")?.say(text);
}
