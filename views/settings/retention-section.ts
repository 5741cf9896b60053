import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";
import { factsList } from "#views/facts-list.ts";
import type { ServerFacts } from "./server-facts.ts";

export interface RetentionSection {
  readonly facts: Pick<ServerFacts, "data" | "outputs" | "records" | "cache">;
  /** Whole outputs that are kept now; absent where none ever are. */
  readonly kept?: { readonly count: number; readonly bytes: number };
}

/** What is kept, where, and for how long. */
export function retentionSection({ facts, kept }: RetentionSection): TemplateResult {
  const { data, outputs, records, cache } = facts;
  const age = outputs.max_age_days;
  return html`<section>
    <h2>What is kept</h2>
    ${factsList([
      ["Folder", html`<code>${data}</code>`, "logs, outputs, recordings, rules"],
      ["Sessions", "for good", "archive those that you are done with"],
      [
        "Whole outputs",
        `${outputs.max_megabytes.toLocaleString("en")} MB at most`,
        age === undefined ? "age alone removes none" : `${age} days at most`,
      ],
      ["Kept now", kept === undefined ? "none are kept" : keptWords(kept)],
      [
        "Recordings of models",
        records ? "1 GB at most" : "off",
        records ? "the oldest make room" : "the inspector has no wire tab",
      ],
      ["Same request again", cache ? "answered from memory" : "asked anew"],
    ])}
    <p class="quiet">
      A log is a file a thread, one event a line: copy it, read it, keep it in git. Change what is
      kept at <code>outputs</code> and <code>models</code> in <code>uar.yaml</code>.
      <a href=${urls.sessions({ archived: "only" })}>Archived sessions</a>
    </p>
  </section>`;
}

function keptWords({ count, bytes }: NonNullable<RetentionSection["kept"]>): string {
  const megabytes = (bytes / 1_048_576).toFixed(1);
  return `${count.toLocaleString("en")} ${count === 1 ? "output" : "outputs"}, ${megabytes} MB`;
}
