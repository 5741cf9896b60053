import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

import { SIGN_IN_MS } from "#runtime/tool/mcp/sign-in/sign-ins.ts";
import type { AppEnv } from "./app-env.ts";
import { arrivalPort } from "./arrival.ts";

const SECRET_BYTES = 32;

/**
 * Has the browser know something of its own for as long as a sign-in may take, and gives it. The session does not
 * serve: its cookie stays away when another site leads a person back to us. This one comes along and opens nothing.
 */
export function markBrowser(c: Context<AppEnv>): string {
  const mark = markOf(c) ?? randomBytes(SECRET_BYTES).toString("base64url");
  const maxAge = SIGN_IN_MS / 1000;
  setCookie(c, cookieName(c), mark, { httpOnly: true, sameSite: "Lax", path: "/", maxAge });
  return mark;
}

/** What the browser was given, if it was and still has it. */
export function markOf(c: Context<AppEnv>): string | undefined {
  const mark = getCookie(c, cookieName(c));
  return mark !== undefined && MARK.test(mark) ? mark : undefined;
}

const MARK = /^[\w-]{43}$/;

/** One name for each port: browsers share cookies between the ports of a host. */
function cookieName(c: Context<AppEnv>): string {
  return `uar-sign-in-${arrivalPort(c)}`;
}
