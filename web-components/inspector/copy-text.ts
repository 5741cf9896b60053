/** How long a button says that it copied. */
const COPIED_MS = 1_500;

/** Puts a text on the clipboard and lets the button of the command say so. */
export function copyText(root: HTMLElement, text: string, command: string): void {
  const button = root.querySelector<HTMLElement>(`[data-command="${command}"]`);
  navigator.clipboard.writeText(text).then(
    () => show(button, "copied"),
    () => show(button, "refused"),
  );
}

function show(button: HTMLElement | null, outcome: "copied" | "refused"): void {
  if (button === null) return;
  button.dataset["outcome"] = outcome;
  setTimeout(() => delete button.dataset["outcome"], COPIED_MS);
}
