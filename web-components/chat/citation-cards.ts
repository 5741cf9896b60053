const HOVER_MS = 150;
const LEAVE_MS = 250;

/**
 * Shows what a citation's mark stands for: on hover after a moment, on focus, on a click or tap. A
 * card that was clicked stays when the pointer leaves it. With a modifier key, or where a browser
 * has no popovers, the mark stays the link that it is.
 */
export function citationCards(root: HTMLElement, signal: AbortSignal): void {
  let timer = 0;
  let clicked: HTMLElement | null = null;
  const later = (action: () => void, ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(action, ms);
  };
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
  ): void => root.addEventListener(type, listener, { signal });

  on("pointerover", (event) => {
    const mark = markOf(event.target);
    if (event.pointerType !== "mouse") return;
    const card = openCard();
    if (mark !== null) later(() => show(mark), HOVER_MS);
    else if (card === null || card === clicked || inCard(event.target)) clearTimeout(timer);
    else later(() => card.hidePopover(), LEAVE_MS);
  });
  on("focusin", (event) => {
    const mark = markOf(event.target);
    if (mark?.matches(":focus-visible")) show(mark);
  });
  on("click", (event) => {
    const mark = markOf(event.target);
    if (mark === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!show(mark)) return;
    event.preventDefault();
    clearTimeout(timer);
    clicked = openCard();
  });
}

function markOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("a[data-card]") : null;
}

function inCard(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".cite-card") !== null;
}

function openCard(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".cite-card:popover-open");
}

/** Shows a mark's card beside it. False where there is none to show. */
function show(mark: HTMLElement): boolean {
  const card = document.getElementById(mark.dataset["card"] ?? "");
  if (card?.isConnected !== true || typeof card.showPopover !== "function") return false;
  if (!card.matches(":popover-open")) card.showPopover({ source: mark });
  return true;
}
