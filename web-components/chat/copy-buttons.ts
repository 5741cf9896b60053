import { urls } from "#views/urls.ts";

const COPIED_MS = 1500;

/** Copies code, or a whole answer as Markdown; the label says so for a moment. */
export function copyButtons(
  root: HTMLElement,
  signal: AbortSignal,
  say: (text: string) => void,
): void {
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element && event.target.closest("[data-copy]");
      if (!(button instanceof HTMLElement)) return;
      copy(button)
        .then(() => say("Copied"))
        .catch(() => label(button, "Not copied"));
    },
    { signal },
  );
}

async function copy(button: HTMLElement): Promise<void> {
  const run = button.dataset["run"];
  const text = run === undefined ? codeOf(button) : await answerOf(run);
  await navigator.clipboard.writeText(text);
  label(button, "Copied");
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
