const KEY = "uar-single-keys";

/** Whether keys of a single letter act. On unless the person turned them off (WCAG 2.1.4). */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
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
