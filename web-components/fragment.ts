import type { Htmx } from "htmx.org";
import "htmx.org";
import "htmx.org/dist/ext/hx-csp.js";

declare global {
  /** htmx and its extensions find each other by this name. */
  var htmx: Htmx;
}

/** Fetches a fragment of a page and puts it in its place. What goes wrong is reported, and nothing is swapped. */
export function loadFragment(
  url: string,
  place: {
    readonly target: Element | string;
    readonly swap: "beforeend" | "innerHTML" | "outerHTML";
  },
): void {
  htmx.ajax("GET", url, place).catch(reportError);
}
