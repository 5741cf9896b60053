import { Hono } from "hono";
import { expect, test } from "vitest";

import { requireAccess } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { loginRoutes } from "./login.ts";

const TOKEN = "correct-horse-battery-staple";
const ORIGIN = "http://127.0.0.1:3000";

const app = new Hono<AppEnv>();
app.use(requireAccess(TOKEN));
app.route("/", loginRoutes(TOKEN));
app.get("/", (c) => c.text("in"));

test("The login link trades the token for a session cookie that opens the app", async () => {
  const response = await app.request(`${ORIGIN}/login?token=${TOKEN}`);
  const cookie = response.headers.get("set-cookie") ?? "";

  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/");
  expect(cookie).toMatch(
    /^__Host-uar-3000=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect(cookie).not.toContain(TOKEN);
  const home = await app.request(`${ORIGIN}/`, {
    headers: { cookie: cookie.slice(0, cookie.indexOf(";")) },
  });
  expect(await home.text()).toBe("in");
});

test("Safari, which keeps no Secure cookie over plain HTTP, gets one that it keeps", async () => {
  const safari = {
    "user-agent":
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
  };
  const local = await app.request(`${ORIGIN}/login?token=${TOKEN}`, { headers: safari });
  const remote = await app.request(`https://uar.example/login?token=${TOKEN}`, { headers: safari });
  const cookie = local.headers.get("set-cookie") ?? "";

  expect(cookie).toMatch(/^uar-3000=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(remote.headers.get("set-cookie")).toMatch(/^__Host-uar-443=.*; Secure;/);
  const home = await app.request(`${ORIGIN}/`, {
    headers: { cookie: cookie.slice(0, cookie.indexOf(";")) },
  });
  expect(await home.text()).toBe("in");
});

test("The form does the same", async () => {
  const body = new URLSearchParams({ token: TOKEN, next: "/runs/r_1?at=3" });

  const response = await app.request(`${ORIGIN}/login`, { method: "POST", body });

  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/runs/r_1?at=3");
  expect(response.headers.get("set-cookie")).toContain("__Host-uar-3000=");
});

test.each([
  ["GET", "/login"],
  ["GET", "/login?token="],
  ["GET", "/login?token=wrong"],
  ["GET", `/login?token=${TOKEN}x`],
  ["POST", "/login"],
])("%s %s sets no cookie and shows the form", async (method, path) => {
  const response = await app.request(`${ORIGIN}${path}`, { method });

  expect(response.status).toBe(401);
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(await response.text()).toMatch(/<form[^>]* method="post" action="\/login">/);
});

test("A body that is no form is a failed login", async () => {
  const body = JSON.stringify({ token: TOKEN });

  const response = await app.request(`${ORIGIN}/login`, { method: "POST", body });

  expect(response.status).toBe(401);
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/.//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "\\\\evil.example",
  "data:text/html,x",
  "evil",
  "",
])("A login link cannot send a person to %j", async (next) => {
  const response = await app.request(
    `${ORIGIN}/login?token=${TOKEN}&next=${encodeURIComponent(next)}`,
  );

  expect(response.headers.get("location")).toBe("/");
});
