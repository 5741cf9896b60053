import type { Context, MiddlewareHandler } from "hono";

import type { AppEnv } from "./app-env.ts";
import { arrivalPort } from "./arrival.ts";
import { allowedHosts } from "./host.ts";
import { problem } from "./problem.ts";
import { shownSession } from "./session-cookie.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site made the browser send (S3), whatever its method and content type.
 * A change with the cookie must prove that it comes from our own page; a token in a header is proof enough,
 * since no foreign page can make a browser send it. What becomes a WebSocket counts as a change: browsers let any
 * page read it. Works before and after `requireAccess`.
 */
export function requireOwnOrigin(configured: readonly string[] = []): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const isUpgrade = c.req.header("upgrade")?.toLowerCase() === "websocket";
    const foreign =
      SAFE_METHODS.has(c.req.method) && !isUpgrade
        ? isForeignRead(c)
        : isForeignChange(c, configured);
    if (!foreign) return next();
    return problem(c, {
      status: 403,
      code: "foreign_origin",
      title: "Refused: not from this site",
      detail: `A ${c.req.method} from origin "${c.req.header("origin") ?? "unknown"}" is not answered`,
      fix: "Use the pages of this server, or send Authorization: Bearer <token> from a program",
    });
  };
}

/** Other ports of this machine are the same site to a cookie: they may link to pages and read nothing. */
function isForeignRead(c: Context<AppEnv>): boolean {
  if (isOwnSite(c.req.header("sec-fetch-site")) !== "no") return false;
  const isVisit =
    c.req.header("sec-fetch-mode") === "navigate" && c.req.header("sec-fetch-dest") === "document";
  return !isVisit;
}

function isForeignChange(c: Context<AppEnv>, configured: readonly string[]): boolean {
  const site = isOwnSite(c.req.header("sec-fetch-site"));
  const origin = c.req.header("origin");
  if (site === "no") return true;
  if (origin === undefined) return site === "unknown" && restsOnCookie(c);
  // Our pages are sent with no-referrer, so browsers hide the origin of their plain forms.
  if (origin === "null") return site === "unknown";
  return !isOwnOrigin(origin, allowedHosts(arrivalPort(c), configured));
}

/** The cookie is the one credential that a browser sends whoever asks it to. */
function restsOnCookie(c: Context<AppEnv>): boolean {
  return c.req.header("authorization") === undefined && shownSession(c) !== undefined;
}

/** What the browser says of where a request started; a page cannot forge it, a program may leave it out. */
function isOwnSite(secFetchSite: string | undefined): "yes" | "no" | "unknown" {
  if (secFetchSite === undefined) return "unknown";
  return secFetchSite === "same-origin" || secFetchSite === "none" ? "yes" : "no";
}

function isOwnOrigin(origin: string, hosts: ReadonlySet<string>): boolean {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin && hosts.has(url.host);
}
