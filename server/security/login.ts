import { Hono, type Context } from "hono";

import { signInPage } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { localPath } from "./local-path.ts";
import { giveSession } from "./session-cookie.ts";
import { isSameSecret, sessionValue } from "./token.ts";

/** `GET /login?token=` and its form: trades the token for the session cookie and goes to `next`. */
export function loginRoutes(token: string): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/login", (c) => logIn(c, token, c.req.query("token"), c.req.query("next")));
  routes.post("/login", async (c) => {
    const form = await c.req.formData().catch(() => new FormData());
    return logIn(c, token, field(form, "token"), field(form, "next"));
  });
  return routes;
}

function logIn(
  c: Context<AppEnv>,
  token: string,
  given: string | undefined,
  next: string | undefined,
): Response | Promise<Response> {
  const goal = localPath(next);
  if (given === undefined) return signInPage(c, goal);
  if (!isSameSecret(given, token)) {
    return signInPage(
      c,
      goal,
      "That token is not the one of this server. It may have been restarted.",
    );
  }
  giveSession(c, sessionValue(token));
  return c.redirect(goal, 303);
}

function field(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" ? value : undefined;
}
