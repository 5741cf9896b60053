import type { Page } from "@playwright/test";

/** What left for another origin. */
export interface Foreign {
  /** Addresses, oldest first; those of the named origins left out. */
  requests(allowed?: readonly string[]): readonly string[];
}

/** The browser names a request also when the policy of its frame kept it from leaving. */
const BLOCKED: readonly string[] = ["csp", "net::ERR_BLOCKED_BY_CSP"];

/** Takes down what a page and its frames ask of others. Its own origin is the first that it goes to. */
export function watchRequests(page: Page): Foreign {
  const asked: URL[] = [];
  let own: string | undefined;
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!url.protocol.startsWith("http")) return;
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) own ??= url.origin;
    asked.push(url);
  });
  page.on("requestfailed", (request) => {
    if (!BLOCKED.includes(request.failure()?.errorText ?? "")) return;
    const at = asked.findLastIndex(({ href }) => href === new URL(request.url()).href);
    if (at !== -1) asked.splice(at, 1);
  });
  page.on("websocket", (socket) => asked.push(new URL(socket.url().replace(/^ws/, "http"))));
  return {
    requests: (allowed = []) =>
      asked
        .filter(({ origin }) => origin !== own && !allowed.includes(origin))
        .map(({ href }) => href),
  };
}
