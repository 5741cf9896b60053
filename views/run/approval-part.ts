import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Json } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { Part } from "#runtime/state/thread-state.ts";
import { duration, span } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { partFrame } from "./part-frame.ts";
import type { PartPlacement } from "./part-placement.ts";
import { questionCard } from "./question-card.ts";
import { toolLabel, valueLine } from "./tool-call-words.ts";

/** A question to a person while it is open, one row once it is settled. */
export function approvalPart(
  part: Extract<Part, { kind: "approval" }>,
  { run, options }: PartPlacement,
): TemplateResult | typeof nothing {
  const approval = run.approvals.find((known) => known.action_id === part.action_id);
  if (approval === undefined) return nothing;
  const open = approval.decision === undefined;
  const effect = run.tools.find((tool) => tool.name === approval.tool)?.effect;
  const body = open ? questionCard(approval, { mode: options.mode, effect }) : settled(approval);
  return partFrame(run, part, { lane: "approvals", live: open, body });
}

function settled(approval: ApprovalState): TemplateResult {
  const allowed = !REFUSALS.has(approval.decision);
  const decided = DECIDED[approval.decision ?? "cancelled"];
  const took = duration(span(approval.at, approval.decided_at));
  return html`<div class="settled row">
    ${icon(allowed ? "check" : "close", "small")}
    <span class="name">${toolLabel(approval.tool)}</span>
    <span class="arguments">${approval.reason ?? valueLine(argumentsOf(approval))}</span>
    <span class="end"
      >${approval.edited === undefined ? "" : "changed and "}${decided} after ${took}</span
    >
  </div>`;
}

/** What was decided about: the person's own arguments, where there are some. */
function argumentsOf({ edited, arguments: asked }: ApprovalState): Json {
  return edited === undefined ? asked : edited.after;
}

const REFUSALS: ReadonlySet<ApprovalState["decision"]> = new Set([
  undefined,
  "deny",
  "expired",
  "cancelled",
  "mark_failed",
  "abort",
]);

const DECIDED: Readonly<Record<NonNullable<ApprovalState["decision"]>, string>> = {
  allow_once: "allowed once",
  allow_session: "allowed in this session",
  allow_always: "allowed from now on",
  deny: "denied",
  expired: "expired",
  cancelled: "cancelled",
  mark_done: "said to be done",
  mark_failed: "said not to be done",
  retry: "run again",
  abort: "left open",
};
