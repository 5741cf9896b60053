import { html, render } from "lit/html.js";

import { bytes } from "#views/inspector/quantity.ts";

/** A longer text that is pasted becomes a file of its own. */
const LONG_PASTE_CHARS = 2_000;

/**
 * The files of a message: chosen, dropped on the page or pasted. They stay in the form's own field, so
 * that the form sends them as it does without script.
 */
export function composerFiles(composer: HTMLElement, signal: AbortSignal): void {
  const input = composer.querySelector<HTMLInputElement>("input[type=file]");
  const message = composer.querySelector("textarea");
  const place = composer.querySelector<HTMLElement>(".chosen-files");
  if (input === null || message === null || place === null) return;

  let chosen: readonly File[] = [];
  let sent: readonly File[] = [];
  const choose = (files: readonly File[]): void => {
    chosen = files;
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    input.files = list.files;
    message.required = files.length === 0;
    render(files.map(chip), place);
  };
  const chip = (file: File) =>
    html`<span class="chosen-file">
      <span dir="auto">${file.name}</span><small>${bytes(file.size)}</small>
      <button
        type="button"
        class="button ghost small square"
        aria-label="Remove ${file.name}"
        @click=${() => {
          choose(chosen.filter((other) => other !== file));
          message.focus();
        }}
      >
        <svg class="icon small" aria-hidden="true"><use href="#i-close" /></svg>
      </button>
    </span>`;

  const add = (files: Iterable<File>): void => choose([...chosen, ...files]);
  input.addEventListener("change", () => add(input.files ?? []), { signal });
  message.addEventListener("paste", (event) => pasted(event, add), { signal });
  document.addEventListener("dragover", dragged, { signal });
  document.addEventListener("drop", (event) => dropped(event, add), { signal });
  composer.addEventListener(
    "htmx:before:request",
    () => {
      sent = chosen;
      choose([]);
    },
    { signal },
  );
  for (const failure of ["htmx:error", "htmx:response:error"]) {
    composer.addEventListener(failure, () => choose([...sent, ...chosen]), { signal });
  }
  composer.addEventListener("htmx:after:swap", () => (sent = []), { signal });
  add(input.files ?? []);
}

/** Pictures of the clipboard, and texts that are too long to write in. */
function pasted(event: ClipboardEvent, add: (files: Iterable<File>) => void): void {
  const { files } = event.clipboardData ?? {};
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const found = [...(files ?? [])];
  if (found.length === 0 && text.length > LONG_PASTE_CHARS) {
    found.push(new File([text], "pasted.txt", { type: "text/plain" }));
  }
  if (found.length === 0) return;
  event.preventDefault();
  add(found);
}

function dragged(event: DragEvent): void {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
}

function dropped(event: DragEvent, add: (files: Iterable<File>) => void): void {
  const files = event.dataTransfer?.files;
  if (files === undefined || files.length === 0) return;
  event.preventDefault();
  add(files);
}
