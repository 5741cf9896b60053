import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Sibling } from "#runtime/state/branches.ts";
import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { isLiveElsewhere } from "./alternatives.ts";

/** `‹ 2/3 ›`: links to the versions before and after the shown one. A dot tells that a run goes on there. */
export function alternativesNav(
  versions: readonly Sibling[],
  { session_id, noun }: { readonly session_id: string; readonly noun: "question" | "answer" },
): TemplateResult | typeof nothing {
  const at = versions.findIndex(({ shown }) => shown);
  if (versions.length < 2 || at === -1) return nothing;
  const arrow = (side: "previous" | "next") => {
    const step = side === "previous" ? -1 : 1;
    const beyond = side === "previous" ? versions.slice(0, at) : versions.slice(at + 1);
    const live = beyond.some(isLiveElsewhere);
    const goal = versions[at + step];
    if (goal === undefined) {
      return html`<span class="button ghost small square" aria-hidden="true"
        >${icon(side, "small")}</span
      >`;
    }
    const address = urls.turnPlace(session_id, goal.turn_id, goal.thread_id);
    const words = side === "previous" ? `Previous ${noun}` : `Next ${noun}`;
    return html`<a
      class="button ghost small square"
      href=${address}
      data-branch=${side}
      ?data-live=${live}
      aria-label=${live ? `${words}, a run goes on there` : words}
      >${icon(side, "small")}</a
    >`;
  };
  const label = noun === "question" ? "Versions of the question" : "Versions of the answer";
  return html`<nav class="alternatives" aria-label=${label}>
    ${arrow("previous")}<span>${at + 1}/${versions.length}</span>${arrow("next")}
  </nav>`;
}
