/** Follows the link of the main navigation that has this letter; false where none has. */
export function goTo(letter: string): boolean {
  const link = document.querySelector<HTMLElement>(`.nav [data-key="${CSS.escape(letter)}"]`);
  link?.click();
  return link !== null;
}

/** `Ctrl K`, or `⌘ K`, opens the box for everything, wherever the focus is. */
export function paletteKey(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "k" && openPalette()) event.preventDefault();
  });
}

/**
 * Asks for the box for everything. Its script, whose address the page names, is fetched the first time;
 * where that fails, the box's own page is gone to.
 */
function openPalette(): boolean {
  const link = document.querySelector<HTMLElement>("[data-palette]");
  const script = link?.dataset["palette"];
  if (script === undefined) return false;
  import(/* @vite-ignore */ script).then(
    () => dispatchEvent(new Event("uar-palette")),
    () => link?.click(),
  );
  return true;
}
