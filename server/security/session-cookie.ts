import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

import type { AppEnv } from "./app-env.ts";
import { arrivalPort } from "./arrival.ts";

/** Gives the browser the session to keep until it closes. */
export function giveSession(c: Context<AppEnv>, value: string): void {
  const options = { httpOnly: true, sameSite: "Strict", path: "/" } as const;
  if (keepsSecureCookies(c)) {
    setCookie(c, cookieName(c), value, { ...options, prefix: "host", secure: true });
  } else {
    setCookie(c, cookieName(c), value, options);
  }
}

/** The session that the browser shows, whichever of the two cookies it was given. */
export function shownSession(c: Context<AppEnv>): string | undefined {
  return getCookie(c, cookieName(c), "host") ?? getCookie(c, cookieName(c));
}

/** One name for each port: browsers share cookies between the ports of a host. */
function cookieName(c: Context<AppEnv>): string {
  return `uar-${arrivalPort(c)}`;
}

/**
 * Safari refuses Secure cookies, and so the `__Host-` prefix, over plain HTTP even on this machine.
 * The prefix only stops others from planting a session, and they would have to know its value.
 */
function keepsSecureCookies(c: Context<AppEnv>): boolean {
  const agent = c.req.header("user-agent") ?? "";
  const isSafari = agent.includes("AppleWebKit/") && !/Chrom(?:e|ium)\//.test(agent);
  return !isSafari || !LOOPBACK.test(new URL(c.req.url).hostname);
}

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
