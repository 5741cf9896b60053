import { urls } from "#views/urls.ts";
import type { Command, PageCommand } from "./command.ts";
import { copyText } from "./copy-text.ts";
import type { InspectorModel } from "./inspector-model.ts";

/** The page that a command acts on. */
export interface CommandedPage {
  readonly root: HTMLElement;
  readonly run_id: string;
  readonly model: InspectorModel;
  /** Writes the place of the cursor into the page's address now. */
  readonly flush: () => void;
}

const COMMANDS: Readonly<Record<PageCommand["do"], (page: CommandedPage) => void>> = {
  "go-to": ({ root }) => choose(root, ".event-box input[name=at]"),
  filter: ({ root }) => choose(root, "input[type=search]"),
  fork: ({ root }) => root.querySelector<HTMLElement>("[data-fork]")?.click(),
  compare: ({ root }) => root.querySelector<HTMLElement>("[data-compare]")?.click(),
  help: () => document.querySelector<HTMLDialogElement>("#shortcuts")?.showModal(),
  theme: nextTheme,
  "copy-json": ({ root, model: { index, at } }) =>
    copyText(root, JSON.stringify(index.event(at), null, 2), "copy-json"),
  "copy-link": ({ root, run_id, model: { index, at } }) => {
    const address = urls.event(run_id, index.event(at).sequence);
    copyText(root, new URL(address, location.href).href, "copy-link");
  },
};

/** Whether a command is for the page and leaves the cursor alone. */
export function isPageCommand(command: Command): command is PageCommand {
  return command.do in COMMANDS;
}

/** Does on the page what a command asks. */
export function performOnPage(page: CommandedPage, command: PageCommand): void {
  COMMANDS[command.do](page);
}

/** Presses the page's own switch, which comes back to where the page stands by now. */
function nextTheme({ flush }: CommandedPage): void {
  flush();
  const next = document.querySelector<HTMLInputElement>(".theme-switch [name=next]");
  if (next !== null) next.value = `${location.pathname}${location.search}`;
  const button = ".theme-switch button";
  const following = document.querySelector<HTMLElement>(`${button}[aria-pressed=true] + button`);
  (following ?? document.querySelector<HTMLElement>(button))?.click();
}

function choose(root: HTMLElement, selector: string): void {
  const input = root.querySelector<HTMLInputElement>(selector);
  input?.focus();
  input?.select();
}
