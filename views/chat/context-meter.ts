import { html, svg, type TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { short } from "#views/inspector/quantity.ts";

/** From these parts on, the meter says in words what is near. */
const NEAR = 0.8;
const FULL = 0.95;
const RADIUS = 6;
const ROUND = 2 * Math.PI * RADIUS;

/** What a model's context takes, in tokens; what nobody said is absent. */
export interface ContextUse {
  readonly used?: number;
  readonly max?: number;
}

/** How full the context was with the newest answer of a run, by what its provider counted. */
export function contextUse({ steps, routing }: RunState): ContextUse {
  const step = steps.findLast(({ usage }) => usage?.input_tokens !== undefined);
  const { input_tokens, output_tokens = 0 } = step?.usage ?? {};
  const { decision, candidates = [] } = routing ?? {};
  const max = candidates.find(
    ({ provider, model }) => provider === decision?.provider && model === decision.model,
  )?.context_window;
  return {
    ...(input_tokens !== undefined && { used: input_tokens + output_tokens }),
    ...(max !== undefined && { max }),
  };
}

/** A ring that fills with the context, and words: always for those who listen, and where it is nearly full. */
export function contextMeter({ used, max }: ContextUse): TemplateResult {
  const part = used === undefined || max === undefined ? undefined : Math.min(1, used / max);
  const words = inWords({ used, max }, part);
  const level =
    part === undefined ? "unknown" : part >= FULL ? "full" : part >= NEAR ? "near" : "ok";
  return html`<span class="meter" data-level=${level} title=${words}>
    <span class="unseen">${words}</span>
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r=${RADIUS} />
      ${svg`<circle class="filled" cx="8" cy="8" r=${RADIUS} stroke-dasharray="${(part ?? 0) * ROUND} ${ROUND}" />`}
    </svg>
    <span aria-hidden="true">${face(used, part)}</span>
  </span>`;
}

function face(used: number | undefined, part: number | undefined): string {
  if (part === undefined) return used === undefined ? "unknown" : short(used);
  return part >= NEAR ? `${percent(part)} full` : percent(part);
}

function inWords(
  { used, max }: { used: number | undefined; max: number | undefined },
  part: number | undefined,
): string {
  if (used === undefined) return "Context: unknown until a model has answered and counted";
  if (max === undefined || part === undefined) {
    return `Context: ${used.toLocaleString("en")} tokens; how many the model takes is unknown`;
  }
  const filled = `Context: ${used.toLocaleString("en")} of ${max.toLocaleString("en")} tokens, ${percent(part)} full`;
  return part >= FULL ? `${filled}: summarise it with /compact, or begin a new session` : filled;
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}
