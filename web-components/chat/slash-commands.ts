import { html, nothing, render, type TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";

/** What can be done from the message box by its name. It stands in the list where it has a control. */
interface SlashCommand {
  readonly name: string;
  readonly does: string;
  /** The control in the page that does it. */
  readonly control: string;
}

function commands(session: string): readonly SlashCommand[] {
  const compact = `form[action="${urls.compact(session)}"] button`;
  return [
    { name: "model", does: "Choose who answers", control: "uar-composer select[name=model]" },
    { name: "agent", does: "Choose the agent", control: "uar-composer select[name=agent]" },
    { name: "attach", does: "Attach files", control: "uar-composer input[type=file]" },
    { name: "compact", does: "Summarise earlier messages", control: compact },
    { name: "inspect", does: "Inspect the run", control: "a.inspect" },
    { name: "stop", does: "Stop the run", control: "uar-composer .stop:not([hidden])" },
    { name: "new", does: "Begin a new session", control: `a[href="${urls.chat()}"]` },
  ];
}

/**
 * A list of commands above the message box, open while nothing but a slash and a part of a name is written.
 * The keys are those of a combobox: arrows choose, Enter and Tab do, Escape closes.
 */
export function slashCommands(composer: HTMLElement, signal: AbortSignal): void {
  const message = composer.querySelector("textarea");
  if (message === null) return;
  const session = composer.getAttribute("session") ?? "";
  const place = document.createElement("div");
  place.className = "slash";
  composer.prepend(place);
  let found: readonly SlashCommand[] = [];
  let at = 0;

  const show = (shown: readonly SlashCommand[], chosen = 0): void => {
    found = shown;
    at = chosen;
    const isOpen = found.length > 0;
    render(isOpen ? commandList(found, at, perform) : nothing, place);
    if (!isOpen) {
      message.removeAttribute("aria-controls");
      return message.removeAttribute("aria-activedescendant");
    }
    message.setAttribute("aria-controls", "slash-commands");
    message.setAttribute("aria-activedescendant", `slash-${found[at]?.name}`);
  };
  const perform = (command: SlashCommand): void => {
    message.value = "";
    message.dispatchEvent(new Event("input", { bubbles: true }));
    const control = document.querySelector<HTMLElement>(command.control);
    if (control instanceof HTMLSelectElement) open(control);
    else control?.click();
  };
  const pressed = (event: KeyboardEvent): void => {
    const command = found[at];
    if (command === undefined || event.isComposing) return;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => show(found, (at + 1) % found.length),
      ArrowUp: () => show(found, (at + found.length - 1) % found.length),
      Enter: () => perform(command),
      Tab: () => perform(command),
      Escape: () => show([]),
    };
    const act = event.shiftKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  message.setAttribute("aria-autocomplete", "list");
  message.addEventListener("input", () => show(matching(message.value, session)), { signal });
  message.addEventListener("blur", () => show([]), { signal });
  // Before the box itself hears the key: Enter would send.
  composer.addEventListener("keydown", pressed, { capture: true, signal });
}

function commandList(
  found: readonly SlashCommand[],
  at: number,
  perform: (command: SlashCommand) => void,
): TemplateResult {
  return html`<ul id="slash-commands" role="listbox" aria-label="Commands">
    ${found.map(
      (command, index) =>
        html`<li
          id="slash-${command.name}"
          role="option"
          aria-selected=${index === at}
          @pointerdown=${(event: Event) => {
            event.preventDefault();
            perform(command);
          }}
        >
          <b>/${command.name}</b> <span>${command.does}</span>
        </li>`,
    )}
  </ul>`;
}

function matching(text: string, session: string): readonly SlashCommand[] {
  if (!/^\/\w*$/.test(text)) return [];
  return commands(session).filter(
    ({ name, control }) =>
      name.startsWith(text.slice(1).toLowerCase()) && document.querySelector(control) !== null,
  );
}

/** Browsers open a choice only for a person who has just pressed something. */
function open(select: HTMLSelectElement): void {
  select.focus();
  try {
    select.showPicker();
  } catch {
    return;
  }
}
