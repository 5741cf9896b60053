import { composerFiles } from "./composer-files.ts";
import { composerMeter } from "./composer-meter.ts";
import { keepChoice } from "./keep-choice.ts";
import { Outbox } from "./outbox.ts";
import { slashCommands } from "./slash-commands.ts";

/** What the composer has for those who write, fetched apart from the page's first script. */
export function composerMore(composer: HTMLElement, signal: AbortSignal): void {
  keepChoice(composer, signal);
  composerFiles(composer, signal);
  slashCommands(composer, signal);
  new Outbox(composer, signal);
  composerMeter(composer, signal);
}
