import { randomBytes } from "node:crypto";

import type { Context, MiddlewareHandler } from "hono";

import type { AppEnv } from "./app-env.ts";

const NONCE_BYTES = 16;
const ASSETS = "/assets/";
/** Host names that a CSP source can hold; it has no form for IPv6 addresses. */
const CSP_HOST = /^[a-z0-9._-]+(?::[0-9]{1,5})?$/;

/** Puts the security headers on every answer (S12, S16, S36) and hands the nonce to the templates. */
export function securityHeaders(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const nonce = randomBytes(NONCE_BYTES).toString("base64url");
    c.set("nonce", nonce);
    await next();
    const { headers } = c.res;
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (c.req.path.startsWith(ASSETS) && c.res.ok) {
      setDefault(headers, "Cache-Control", "public, max-age=31536000, immutable");
      return;
    }
    setDefault(headers, "Cache-Control", "no-store");
    setDefault(headers, "Content-Security-Policy", policyFor(c, nonce));
  };
}

function policyFor(c: Context<AppEnv>, nonce: string): string {
  const isPage = c.res.headers.get("content-type")?.startsWith("text/html") === true;
  return isPage ? pagePolicy(nonce, c.req.header("host")) : DATA_POLICY;
}

/** What a page may do: our own nonced scripts, our own origin, bundles in frames, and no HTML from strings. */
export function pagePolicy(nonce: string, host: string | undefined): string {
  const bundles = host !== undefined && CSP_HOST.test(host) ? `${host}/bundle/` : "'self'";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    `frame-src ${bundles}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html htmx",
  ].join("; ");
}

/** For answers that are not pages: should a browser show one, it runs and loads nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

function setDefault(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}
