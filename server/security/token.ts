import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const TOKEN_BYTES = 32;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * The token that opens this server: the given one (`UAR_TOKEN`), or 256 random bits.
 * Throws RangeError for one that no header can carry.
 */
export function accessToken(given?: string): string {
  if (given === undefined || given === "") return randomBytes(TOKEN_BYTES).toString("base64url");
  if (VISIBLE_ASCII.test(given)) return given;
  throw new RangeError(
    "UAR_TOKEN cannot be sent in a header: use visible ASCII characters without spaces",
  );
}

/** Whether two secrets are the same, in a time that tells nothing about where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * What the session cookie holds: derived from the token, so that it opens pages across restarts
 * with the same token, and neither a log nor a cookie jar shows the token itself.
 */
export function sessionValue(token: string): string {
  return createHmac("sha256", token).update("uar session 1").digest("base64url");
}

/** The link that a person opens to get in. `origin` is like `http://127.0.0.1:3000`. */
export function loginLink(origin: string, token: string): string {
  return `${origin}/login?token=${encodeURIComponent(token)}`;
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
