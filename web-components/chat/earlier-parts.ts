import { loadFragment } from "#web-components/fragment.ts";
import type { UarRun } from "#web-components/uar-run.ts";

/** Earlier parts of a run come into the page at a click: a live run has them, others stand on the server. */
export function earlierParts(root: HTMLElement, signal: AbortSignal): void {
  root.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element && event.target.closest(".earlier-parts");
      const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!(link instanceof HTMLAnchorElement) || opensElsewhere) return;
      event.preventDefault();
      const run = link.closest<UarRun>("uar-run");
      // What makes it live may still be on its way.
      if (run !== null && "showEarlier" in run && run.showEarlier()) return;
      loadFragment(link.href, { source: link, target: link, swap: "outerHTML" });
    },
    { signal },
  );
}
