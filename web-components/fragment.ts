import type { Htmx } from "htmx.org";
import "htmx.org";
import "htmx.org/dist/ext/hx-csp.js";

declare global {
  /** htmx and its extensions find each other by this name. */
  var htmx: Htmx;
}

/** Fetches a fragment of a page and puts it in its place. What goes wrong is reported, and nothing is swapped. */
export function loadFragment(url: string, place: FragmentPlace): void {
  fetchFragment(url, place).catch(reportError);
}

/** Resolves once the fragment is in its place. */
export async function fetchFragment(url: string, place: FragmentPlace): Promise<void> {
  await htmx.ajax("GET", url, place);
}

interface FragmentPlace {
  readonly target: Element | string;
  /** What tells of the loading by its events; the body where there is none. */
  readonly source?: Element;
  readonly swap: "beforeend" | "innerHTML" | "outerHTML";
}
