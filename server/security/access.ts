import type { Context, MiddlewareHandler } from "hono";

import { loginPage } from "#views/notice-page.ts";
import { urls } from "#views/urls.ts";
import type { Access, AppEnv } from "./app-env.ts";
import { localPath } from "./local-path.ts";
import { noticeResponse, wantsPage } from "./notice.ts";
import { problemJson } from "./problem.ts";
import { shownSession } from "./session-cookie.ts";
import { isSameSecret, sessionValue } from "./token.ts";

/** The only paths that answer without a credential; `/*` stands for everything below. */
export const PUBLIC_PATHS: readonly string[] = [
  "/login",
  "/livez",
  "/readyz",
  "/assets/*",
  "/icon.svg",
  // It comes from another site, without our cookie; what it bears counts once and in one browser.
  urls.signInCallback(),
];

/** Below this path only the administrator's own token opens anything. */
export const ADMIN_PATH = "/api/v1/admin/";

const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="UAR Playground"' };

/**
 * Lets in who shows the token or the session cookie, and nobody else (S1, S6).
 * Default-deny: it also guards paths that no route knows, so a new route cannot forget it.
 */
export function requireAccess(
  token: string,
  { publicPaths = PUBLIC_PATHS, adminToken }: AccessRules = {},
): MiddlewareHandler<AppEnv> {
  const session = sessionValue(token);
  return async (c, next) => {
    if (c.req.path.startsWith(ADMIN_PATH)) {
      if (adminToken === undefined || !isBearer(c, adminToken)) return notAdmin(c);
      c.set("access", "admin");
      return next();
    }
    const access = accessOf(c, token, session);
    if (access === "none" && !publicPaths.some((path) => matches(path, c.req.path))) {
      return unauthorized(c);
    }
    c.set("access", access);
    return next();
  };
}

interface AccessRules {
  readonly publicPaths?: readonly string[];
  /** Absent, nobody is an administrator. */
  readonly adminToken?: string | undefined;
}

/** The one credential parser (S10): a wrong Authorization header is not healed by a right cookie. */
function accessOf(c: Context<AppEnv>, token: string, session: string): Access {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined) {
    return isBearer(c, token) ? "token" : "none";
  }
  const shown = shownSession(c);
  return shown !== undefined && isSameSecret(shown, session) ? "session" : "none";
}

function isBearer(c: Context<AppEnv>, expected: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return given !== undefined && isSameSecret(given, expected);
}

function notAdmin(c: Context<AppEnv>): Response {
  return problemJson(
    {
      status: 401,
      code: "not_admin",
      title: "Not an administrator",
      detail: `"${c.req.path}" needs the administrator's token, which is another one than that of the server`,
      fix: "Start the server with UAR_ADMIN_TOKEN and send it as Authorization: Bearer <token>",
    },
    CHALLENGE,
  );
}

function matches(publicPath: string, path: string): boolean {
  if (!publicPath.endsWith("/*")) return path === publicPath;
  return path.startsWith(publicPath.slice(0, -1));
}

function unauthorized(c: Context<AppEnv>): Response | Promise<Response> {
  if (!wantsPage(c.req.header("accept"))) {
    return problemJson(
      {
        status: 401,
        code: "unauthorized",
        title: "Not signed in",
        detail: `"${c.req.path}" needs the token of this server`,
        fix: "Send it as Authorization: Bearer <token>; the server printed it in its login link",
      },
      CHALLENGE,
    );
  }
  const { pathname, search } = new URL(c.req.url);
  return signInPage(c, c.req.method === "GET" ? localPath(pathname + search) : "/");
}

/** How a person gets in. It also helps after a link from another site, which never carries the cookie. */
export function signInPage(
  c: Context<AppEnv>,
  next: string,
  complaint?: string,
): Promise<Response> {
  return noticeResponse(c, 401, (frame) => loginPage(frame, { next, complaint }), CHALLENGE);
}
