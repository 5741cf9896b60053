import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Part } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { partFrame } from "./part-frame.ts";
import type { PartPlacement } from "./part-placement.ts";

/** Why a run failed: the cause, and the next step where one is known. */
export function errorPart(
  part: Extract<Part, { kind: "error" }>,
  { run }: PartPlacement,
): TemplateResult {
  const { message, hint, code } = part.error;
  const body = html`<div class="outcome" data-kind="error">
    ${laneGlyph("errors")}
    <p dir="auto"><b>${message}</b> ${hint === undefined ? nothing : html`<span>${hint}</span>`}</p>
    <code>${code}</code>
  </div>`;
  return partFrame(run, part, { lane: "errors", body });
}

/** Something that happened to the run, such as "Stopped by you"; a summary opens below it. */
export function noticePart(
  part: Extract<Part, { kind: "notice" }>,
  { run, last }: PartPlacement,
): TemplateResult {
  const body = html`<div class="outcome">
    ${last && run.status === "cancelled" ? icon("stop") : laneGlyph("status")}
    <p dir="auto">
      <b>${part.title}</b>
      ${part.detail === undefined ? nothing : html`<span>${part.detail}</span>`}
    </p>
    ${part.summary === undefined ? nothing : summary(part.summary)}
  </div>`;
  return partFrame(run, part, { lane: "status", body });
}

function summary(text: string): TemplateResult {
  return html`<details>
    <summary>Summary</summary>
    <p dir="auto">${text}</p>
  </details>`;
}
