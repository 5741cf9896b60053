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
  const took = duration(span(approval.at, approval.decided_at));
  return html`<div class="settled row">
    ${decisionIcon(approval)}
    <span class="name">${toolLabel(approval.tool)}</span>
    <span class="arguments">${approval.reason ?? valueLine(argumentsOf(approval))}</span>
    <span class="end">${decisionWords(approval)} after ${took}</span>
  </div>`;
}

/** A check where the answer lets the call go on, a cross where not. */
export function decisionIcon({ decision }: ApprovalState): TemplateResult {
  return icon(REFUSALS.has(decision) ? "close" : "check", "small");
}

/** What was answered, in words that follow the tool's name. */
export function decisionWords({ decision, edited }: ApprovalState): string {
  return `${edited === undefined ? "" : "changed and "}${DECIDED[decision ?? "cancelled"]}`;
}

/** What was decided about: what a server was told, or the person's own arguments, where there are some. */
function argumentsOf({ edited, arguments: asked, about, content = {} }: ApprovalState): Json {
  if (about === "question") return content;
  return edited === undefined ? asked : edited.after;
}

const REFUSALS: ReadonlySet<ApprovalState["decision"]> = new Set([
  undefined,
  "deny",
  "expired",
  "cancelled",
  "mark_failed",
  "abort",
  "decline",
  "lost",
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
  answer: "answered",
  decline: "declined",
  lost: "lost with its call",
};
