const KEY = "uar-single-keys";

/** Whether keys of a single letter act. On unless the person turned them off (WCAG 2.1.4). */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** Whether a key goes into a field that takes text. */
export function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

/** Binds the switch in the list of keys. */
export function singleKeysSwitch(box: HTMLInputElement, signal: AbortSignal): void {
  box.checked = areSingleKeysOn();
  box.addEventListener(
    "change",
    () => {
      try {
        localStorage.setItem(KEY, box.checked ? "on" : "off");
      } catch {
        box.checked = true;
      }
    },
    { signal },
  );
}
