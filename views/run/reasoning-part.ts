import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Part } from "#runtime/state/thread-state.ts";
import { duration, span } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { markdown } from "#views/markdown/markdown.ts";
import { elapsed } from "./elapsed.ts";
import { partFrame } from "./part-frame.ts";
import type { PartPlacement } from "./part-placement.ts";

type ReasoningPart = Extract<Part, { kind: "reasoning" }>;

/** What the model thought: open on its last lines while it thinks, one row afterwards. */
export function reasoningPart(part: ReasoningPart, place: PartPlacement): TemplateResult {
  const { run, options } = place;
  // As long as it stands open by itself, it shows its last lines only.
  const showsTail = part.open || options.lingering?.has(part.sequence) === true;
  const open = options.opened?.get(part.sequence) ?? showsTail;
  const context = { run_id: run.run_id, citations: [] };
  const body = html`<details
    class="reasoning"
    data-part=${part.sequence}
    ?open=${open}
    ?data-live=${showsTail}
  >
    <summary class="row">
      ${icon("chevron-right", "small")}${title(part, place)}
      ${part.open ? nothing : html`<span class="gist">${gist(part.text)}</span>`}
      ${part.open ? nothing : html`<span class="end">${wordCount(part.text)}</span>`}
    </summary>
    <div class="reasoning-text">
      <div class="prose" ?data-open=${part.open}>${markdown(part.text, part.open, context)}</div>
    </div>
  </details>`;
  return partFrame(run, part, { lane: "reasoning", live: part.open, body });
}

function title(part: ReasoningPart, { options }: PartPlacement): TemplateResult {
  if (part.open) {
    return html`<span class="row-title"
      >Reasoning ${options.mode === "live" ? elapsed(part.at) : nothing}</span
    >`;
  }
  return html`<span class="row-title"
    >Reasoned for ${duration(span(part.at, part.ended_at))}</span
  >`;
}

const GIST_MAX_CHARS = 160;

/** The last sentence: what the thinking came to. */
function gist(text: string): string {
  const sentences = text
    .slice(-1000)
    .replaceAll(/[*_`#]/g, "")
    .split(/(?<=[.!?。])\s+|\n+/)
    .filter((sentence) => sentence.trim() !== "");
  return (sentences.at(-1) ?? "").slice(0, GIST_MAX_CHARS);
}

function wordCount(text: string): string {
  const words = text.match(/\S+/g)?.length ?? 0;
  return words === 1 ? "1 word" : `${words} words`;
}
