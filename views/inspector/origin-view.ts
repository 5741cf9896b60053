import { html, nothing, type TemplateResult } from "lit/html.js";

import { captureTitle } from "#views/runs/capture-titles.ts";
import type { EventIndex } from "./event-index.ts";
import type { Inspection } from "./inspection.ts";

/** The run that a fork comes from, where that is here: an import brings along only what the fork took over. */
export function originOf({
  index,
  newest,
}: Pick<Inspection, "index" | "newest">): string | undefined {
  const isImported = index.event(0).refs?.["imported"] !== undefined;
  return isImported ? undefined : newest?.run.forked_from?.run_id;
}

/** Whether another runtime recorded the run, so that ours cannot run it again. */
export function isForeign(index: EventIndex): boolean {
  const imported = index.event(0).refs?.["imported"];
  return imported !== undefined && imported !== "uar-events";
}

/** Where a run comes from that was not recorded here, and what it does not tell. */
export function originView(index: EventIndex): TemplateResult | typeof nothing {
  const { imported, imported_file: file, times } = index.event(0).refs ?? {};
  if (imported === undefined) return nothing;
  const words = [file, times === undefined ? undefined : TIMES[times]].filter(Boolean).join(". ");
  return html`<span class="pill origin" title=${words === "" ? nothing : words}
    >Imported from ${captureTitle(imported)}<span class="unseen">. ${words}</span></span
  >`;
}

const TIMES: Readonly<Record<string, string>> = {
  unknown: "Its times are unknown: events stand evenly apart, in their order",
  partial: "Some of its times are unknown: such events stand at the time of the one before",
};
