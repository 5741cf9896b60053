import { html, nothing, type TemplateResult } from "lit/html.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import { isTerminal } from "#runtime/state/run-queries.ts";
import type { Part, RunState } from "#runtime/state/thread-state.ts";
import { urls } from "#views/urls.ts";
import { approvalPart } from "./approval-part.ts";
import { bundlePart } from "./bundle-part.ts";
import { citationCard } from "./citation-mark.ts";
import { earlierParts } from "./drawn-parts.ts";
import { errorPart, noticePart } from "./outcome-part.ts";
import type { PartPlacement, RunViewOptions } from "./part-placement.ts";
import { reasoningPart } from "./reasoning-part.ts";
import { runEnd } from "./run-end.ts";
import { runNow } from "./run-now.ts";
import { textPart } from "./text-part.ts";
import { toolsPart } from "./tools-part.ts";

/**
 * Everything that one run shows, a pure function of its state: the page's first paint, the live
 * page and the inspector's stage are this one template.
 */
export function runView(run: RunState, options: RunViewOptions): TemplateResult {
  return html`${partsView(run, options)}
  ${isTerminal(run.status) ? runEnd(run) : nowView(run, options)}
  ${run.citations.map((citation) => citationCard(run.run_id, citation, run.citations.length))}`;
}

/** Behind further parts it is another element: the same one would be pushed down under the eyes. */
function nowView(run: RunState, options: RunViewOptions): unknown {
  return repeat(
    [run.parts.length],
    (parts) => parts,
    () => runNow(run, options),
  );
}

/** The parts of a run from `options.first` up to `end`, behind the way to those before them. */
export function partsView(
  run: RunState,
  options: RunViewOptions,
  end: number = run.parts.length,
): TemplateResult {
  const { first = 0 } = options;
  const view = (part: Part, at: number): unknown => {
    const place = { run, options, last: first + at === run.parts.length - 1 };
    return guard(inputsOf(part, place), () => partView(part, place));
  };
  return html`${first === 0 ? nothing : earlierParts(urls.parts(run.run_id, first), first)}
  ${repeat(run.parts.slice(first, end), (_, at) => first + at, view)}`;
}

/** Whatever a part's looks depend on; a part is rendered again only when one of these changed. */
function inputsOf(part: Part, { run, options, last }: PartPlacement): unknown[] {
  const shared = [part, options.mode, last, run.started_at];
  switch (part.kind) {
    case "text":
      return [...shared, run.citations];
    case "reasoning":
      return [...shared, options.opened?.get(part.sequence), options.lingering?.has(part.sequence)];
    case "tools":
      return [...shared, run.calls, run.cancel, run.approvals, options.opened, options.lingering];
    case "approval":
      return [...shared, run.approvals];
    case "bundle":
      return [...shared, run.artifacts];
    case "error":
    case "notice":
      return shared;
  }
}

function partView(part: Part, place: PartPlacement): TemplateResult | typeof nothing {
  switch (part.kind) {
    case "text":
      return textPart(part, place);
    case "reasoning":
      return reasoningPart(part, place);
    case "tools":
      return toolsPart(part, place);
    case "approval":
      return approvalPart(part, place);
    case "bundle":
      return bundlePart(part, place);
    case "error":
      return errorPart(part, place);
    case "notice":
      return noticePart(part, place);
  }
}
