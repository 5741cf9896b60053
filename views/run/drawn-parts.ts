import { html, type TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";

/** By so many parts the beginning of what a page draws of a run moves, and so many come in at once. */
export const PART_STEP = 30;

/**
 * The first part that the chat draws of a run, by its place from 0: the newest ones, fewer than twice a
 * step, and whatever waits for a person. The beginning moves in leaps, so that a run that grows keeps
 * its nodes.
 */
export function drawnFrom({ parts, approvals }: Pick<RunState, "parts" | "approvals">): number {
  const newest = Math.max(0, Math.floor(parts.length / PART_STEP) - 1) * PART_STEP;
  if (newest === 0) return 0;
  const open = new Set(
    approvals.flatMap(({ action_id, decision }) => (decision === undefined ? [action_id] : [])),
  );
  if (open.size === 0) return newest;
  const waiting = parts.findIndex((part) => part.kind === "approval" && open.has(part.action_id));
  return waiting === -1 ? newest : Math.min(newest, waiting);
}

/** The way to the parts before those that are drawn; where there is script they take its place. */
export function earlierParts(address: string, first: number): TemplateResult {
  return html`<a class="button ghost small earlier-parts" href=${address}>
    ${icon("arrow-up", "small")}<span
      >${first.toLocaleString("en")} earlier ${first === 1 ? "part" : "parts"}</span
    >
  </a>`;
}
