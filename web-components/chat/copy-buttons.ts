import { urls } from "#views/urls.ts";

const COPIED_MS = 1500;

/** Copies code, a whole answer as Markdown or a link; the label says so for a moment. */
export function copyButtons(
  root: HTMLElement,
  signal: AbortSignal,
  say: (text: string) => void,
): void {
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element && event.target.closest("[data-copy]");
      if (!(button instanceof HTMLElement) || opensElsewhere(event)) return;
      event.preventDefault();
      copy(button)
        .then(() => say("Copied"))
        .catch(() => label(button, "Not copied"));
    },
    { signal },
  );
}

/** A link that is clicked with such a key is meant to be opened, not copied. */
function opensElsewhere({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey;
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(await textOf(button));
  label(button, "Copied");
}

function textOf(button: HTMLElement): string | Promise<string> {
  const run = button.dataset["run"];
  if (run !== undefined) return answerOf(run);
  return button instanceof HTMLAnchorElement ? button.href : codeOf(button);
}

function codeOf(button: HTMLElement): string {
  return button.closest(".code")?.querySelector("code")?.textContent ?? "";
}

async function answerOf(run: string): Promise<string> {
  const response = await fetch(urls.runJson(run));
  if (!response.ok)
    throw new Error(`The server answered "${response.status}" for the run "${run}"`);
  const { text } = (await response.json()) as { text: string };
  return text;
}

function label(button: HTMLElement, text: string): void {
  const place = button.querySelector("span");
  if (place === null) return;
  const before = place.dataset["label"] ?? place.textContent;
  place.dataset["label"] = before;
  place.textContent = text;
  setTimeout(() => (place.textContent = before), COPIED_MS);
}
