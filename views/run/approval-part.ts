import { html, nothing, type TemplateResult } from "lit/html.js";

import type { ApprovalState, Part } from "#runtime/state/thread-state.ts";
import { duration, span } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { approvalCard } from "./approval-card.ts";
import { partFrame } from "./part-frame.ts";
import type { PartPlacement } from "./part-placement.ts";
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
  const body = open ? approvalCard(approval, { mode: options.mode, effect }) : settled(approval);
  return partFrame(run, part, { lane: "approvals", live: open, body });
}

function settled(approval: ApprovalState): TemplateResult {
  const allowed = approval.decision === "allow_once" || approval.decision === "allow_session";
  const decided = DECIDED[approval.decision ?? "cancelled"];
  const took = duration(span(approval.at, approval.decided_at));
  return html`<div class="settled row">
    ${icon(allowed ? "check" : "close", "small")}
    <span class="name">${toolLabel(approval.tool)}</span>
    <span class="arguments">${approval.reason ?? valueLine(approval.arguments)}</span>
    <span class="end">${decided} after ${took}</span>
  </div>`;
}

const DECIDED: Readonly<Record<NonNullable<ApprovalState["decision"]>, string>> = {
  allow_once: "allowed once",
  allow_session: "allowed in this session",
  deny: "denied",
  expired: "expired",
  cancelled: "cancelled",
};
