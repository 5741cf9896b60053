import { VISIBLE_LANES } from "#views/lane-glyph.ts";
import type { Command, PageCommand } from "./command.ts";
import { followedQuery } from "./followed-link.ts";
import { keyCommand } from "./keys.ts";
import { listenToScore } from "./scrub.ts";

/** Turns what a person does in the page of a run into commands. */
export function listenToControls(
  root: HTMLElement,
  run: string,
  ask: (command: Command) => void,
  signal: AbortSignal,
): void {
  const take = (event: Event, command: Command | undefined) => {
    if (command === undefined) return;
    event.preventDefault();
    ask(command);
  };
  root.addEventListener("click", (event) => take(event, clickCommand(event, run)), { signal });
  root.addEventListener("submit", (event) => take(event, linkCommand(event, run)), { signal });
  root.addEventListener("input", (event) => take(event, inputCommand(event)), { signal });
  root.addEventListener("focusin", (event) => take(event, focusCommand(event)), { signal });
  document.addEventListener("keydown", (event) => take(event, keyCommand(event)), { signal });
  listenToScore(root, ask, signal);
}

function clickCommand(event: MouseEvent, run: string): Command | undefined {
  const target = event.target instanceof Element ? event.target : undefined;
  const button = target?.closest<HTMLElement>("[data-command]");
  if (button) return buttonCommand(button.dataset["command"]);
  const link = linkCommand(event, run);
  if (link !== undefined || target?.closest(INTERACTIVE)) return link;
  const lane = VISIBLE_LANES.find((known) => known === soloOf(target));
  if (lane !== undefined) return { do: "lane", lane, how: event.shiftKey ? "mute" : "solo" };
  const part = target?.closest<HTMLElement>("[data-stage] .part[data-sequence]");
  return part ? { do: "seek", sequence: Number(part.dataset["sequence"]) } : undefined;
}

function soloOf(target: Element | undefined): string | undefined {
  return target?.closest<HTMLElement>("[data-solo]")?.dataset["solo"];
}

const INTERACTIVE = "a, button, summary, input, iframe";

function buttonCommand(name: string | undefined): Command | undefined {
  const known: readonly ("play" | PageCommand["do"])[] = ["play", "copy-json", "copy-link"];
  const found = known.find((command) => command === name);
  return found === undefined ? undefined : { do: found };
}

function linkCommand(event: MouseEvent | SubmitEvent, run: string): Command | undefined {
  const query = followedQuery(event, run);
  return query === undefined ? undefined : { do: "apply", query };
}

/** The filter works while one types. */
function inputCommand(event: Event): Command | undefined {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.name !== "q") return undefined;
  return { do: "search", q: input.value };
}

/** Who wants to say where to go does not want to be carried on. */
function focusCommand(event: FocusEvent): Command | undefined {
  const input = event.target;
  return input instanceof HTMLInputElement && input.name === "at" ? { do: "pause" } : undefined;
}
