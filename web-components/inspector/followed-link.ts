import type { Query } from "#views/inspector/settings.ts";
import { PLACE, urls } from "#views/urls.ts";
import { addressQuery, withQuery } from "./address-query.ts";

/**
 * What a click or a submitted form asks of the same run's inspector, as the query of an address.
 * Undefined for everything that the browser should do by itself: other pages, new tabs, downloads.
 */
export function followedQuery(event: MouseEvent | SubmitEvent, run: string): Query | undefined {
  const address = event instanceof SubmitEvent ? formAddress(event) : linkAddress(event);
  if (address === undefined || address.origin !== location.origin) return undefined;
  if (PLACE === "file") return fileQuery(address);
  if (address.pathname === urls.run(run)) return addressQuery(address);
  return eventQuery(address.pathname, run);
}

function linkAddress(event: MouseEvent): URL | undefined {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return undefined;
  }
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const href = link?.getAttribute("href");
  if (link === null || href === null || href === undefined || link.hasAttribute("target")) {
    return undefined;
  }
  return new URL(href, location.href);
}

function formAddress(event: SubmitEvent): URL | undefined {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "get") return undefined;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") query.set(name, value);
  }
  return withQuery(new URL(form.action, location.href), query);
}

/** A part's time note links to its event: that is a place in this run, with the look as it is. */
function eventQuery(path: string, run: string): Query | undefined {
  const sequence = path.startsWith(`${urls.run(run)}/`) ? path.slice(urls.run(run).length + 1) : "";
  return /^\d+$/u.test(sequence) ? { ...currentLook(), at: sequence } : undefined;
}

/** The same in a file, where every place is one of the same page. */
function fileQuery(address: URL): Query | undefined {
  if (address.pathname !== location.pathname) return undefined;
  const { event, ...query } = addressQuery(address);
  return event === undefined ? query : { ...currentLook(), at: event };
}

function currentLook(): Query {
  return addressQuery(location);
}
