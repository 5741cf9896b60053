import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Part } from "#runtime/state/thread-state.ts";
import { markdown } from "#views/markdown/markdown.ts";
import { partFrame } from "./part-frame.ts";
import type { PartPlacement } from "./part-placement.ts";

/** A piece of the answer, as Markdown; a caret follows the last word while it is being written. */
export function textPart(
  part: Extract<Part, { kind: "text" }>,
  { run }: PartPlacement,
): TemplateResult {
  const body = html`${part.refusal === true ? REFUSED : nothing}
    <div class="prose" ?data-open=${part.open}>${markdown(part.text, part.open, run)}</div>`;
  return partFrame(run, part, { lane: "tokens", live: part.open, body });
}

const REFUSED = html`<p class="refused">The model declines</p>`;
