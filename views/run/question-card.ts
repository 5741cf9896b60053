import type { TemplateResult } from "lit/html.js";

import type { ApprovalState } from "#runtime/state/thread-state.ts";
import { approvalCard, type ApprovalCardOptions } from "./approval-card.ts";
import { outcomeCard } from "./outcome-card.ts";

/** An open question to a person: may this call run, or what became of it. */
export function questionCard(
  approval: ApprovalState,
  options: ApprovalCardOptions,
): TemplateResult {
  return approval.about === "outcome_unknown"
    ? outcomeCard(approval, options.mode)
    : approvalCard(approval, options);
}
