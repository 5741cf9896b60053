import { html, type TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";

/** The lanes that a person sees as marks, in the order of every panel; the other two feed the side panel. */
export const VISIBLE_LANES: readonly Lane[] = [
  "tokens",
  "reasoning",
  "tools",
  "bundle",
  "citations",
  "approvals",
  "status",
  "errors",
];

const LABELS: Readonly<Record<Lane, string>> = {
  tokens: "Tokens",
  reasoning: "Reasoning",
  tools: "Tools",
  bundle: "Bundle",
  citations: "Citations",
  approvals: "Approval",
  status: "Status",
  errors: "Errors",
  artifacts: "Artifacts",
  usage: "Usage",
};

/** A lane's name for people. */
export function laneLabel(lane: Lane): string {
  return LABELS[lane];
}

/** The mark of a lane: a shape and a colour, never colour alone. Decorative: words stand beside it. */
export function laneGlyph(lane: Lane): TemplateResult {
  return html`<i class="glyph" data-lane=${lane} aria-hidden="true"></i>`;
}
