import { Hono, type Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { z } from "zod";

import type { AppEnv } from "#server/security/app-env.ts";
import { localPath } from "#server/security/local-path.ts";
import type { Theme } from "#views/document.ts";
import { readForm } from "./form.ts";

const ThemeForm = z.object({
  theme: z.enum(["auto", "light", "dark"]),
  /** The page that the form was on. */
  next: z.string().exactOptional(),
});
const COOKIE = "uar-theme";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** `POST /theme` keeps the choice in a cookie, so that the first paint has it, and goes back. */
export function themePages(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/theme", async (c) => {
    const { theme, next } = await readForm(c, ThemeForm);
    setCookie(c, COOKIE, theme, { path: "/", sameSite: "Strict", maxAge: YEAR_SECONDS });
    if (c.req.header("hx-request") !== undefined) return c.body(null, 204);
    return c.redirect(localPath(next), 303);
  });
  return routes;
}

/** The theme that this browser chose. */
export function themeOf(c: Context<AppEnv>): Theme {
  const parsed = ThemeForm.shape.theme.safeParse(getCookie(c, COOKIE));
  return parsed.success ? parsed.data : "auto";
}
