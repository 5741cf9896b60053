import { Hono } from "hono";
import { expect, test } from "vitest";

import { PUBLIC_PATHS, requireAccess } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { loginRoutes } from "./login.ts";
import { sessionValue } from "./token.ts";

const TOKEN = "correct-horse-battery-staple";
const ORIGIN = "http://127.0.0.1:3000";
const COOKIE = `__Host-uar-3000=${sessionValue(TOKEN)}`;
const PAGE = "text/html,application/xhtml+xml,*/*;q=0.8";

const app = new Hono<AppEnv>();
app.use(requireAccess(TOKEN));
app.route("/", loginRoutes(TOKEN));
app.get("/livez", (c) => c.text("ok"));
app.get("/readyz", (c) => c.text("ok"));
app.get("/assets/*", (c) => c.text("asset"));
app.get("/", (c) => c.text(c.get("access")));
app.get("/threads/:id/stream", (c) => c.text("stream"));
app.post("/control/:command", (c) => c.text("done"));
app.delete("/threads/:id", (c) => c.text("gone"));

function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
  return app.request(`${ORIGIN}${path}`, { method, headers });
}

test("Every route but the public ones answers 401 without a credential", async () => {
  const routes = app.routes.filter(({ method }) => method !== "ALL");
  const guarded = routes.filter(({ path }) => !PUBLIC_PATHS.includes(path));

  expect(guarded).toHaveLength(4);
  for (const { method, path } of guarded) {
    expect([path, (await ask(path, {}, method)).status]).toEqual([path, 401]);
  }
});

test.each(["/livez", "/readyz", "/assets/app.js", "/assets/"])("%s is public", async (path) => {
  expect((await ask(path)).status).toBe(200);
});

test.each([
  "/nowhere",
  "/livez/x",
  "/livezx",
  "/LIVEZ",
  "/assets",
  "/assetsx",
  "//assets/x",
  "/assets/../threads/1/stream",
  "/assets/%2e%2e/threads/1/stream",
  "/login/..%2fthreads",
])("%s is guarded too", async (path) => {
  expect((await ask(path)).status).toBe(401);
});

test("The token opens as a bearer, and the session as the cookie of this port", async () => {
  expect(await (await ask("/", { authorization: `Bearer ${TOKEN}` })).text()).toBe("token");
  expect(await (await ask("/", { authorization: `bearer  ${TOKEN}` })).text()).toBe("token");
  expect(await (await ask("/", { cookie: `theme=dark; ${COOKIE}` })).text()).toBe("session");
});

test.each([
  ["a wrong token", { authorization: "Bearer wrong" }],
  ["the token as Basic", { authorization: `Basic ${btoa(`:${TOKEN}`)}` }],
  ["the bare token", { authorization: TOKEN }],
  ["two credentials", { authorization: `Bearer ${TOKEN}, Bearer ${TOKEN}` }],
  ["the token in another header", { "x-api-key": TOKEN }],
  ["the token as cookie", { cookie: `__Host-uar-3000=${TOKEN}` }],
  ["the session as bearer", { authorization: `Bearer ${sessionValue(TOKEN)}` }],
  ["another port's cookie", { cookie: COOKIE.replace("3000", "3001") }],
  ["a wrong cookie", { cookie: `${COOKIE}x` }],
  ["a wrong bearer beside a right cookie", { authorization: "Bearer x", cookie: COOKIE }],
])("%s is refused", async (_what, headers) => {
  expect((await ask("/", { ...headers })).status).toBe(401);
});

test("A token in the query opens nothing but the login", async () => {
  expect((await ask(`/?token=${TOKEN}`)).status).toBe(401);
});

test("A program without a credential gets a problem that says what to send", async () => {
  const response = await ask("/threads/1/stream");

  expect(response.headers.get("www-authenticate")).toBe('Bearer realm="UAR Playground"');
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toEqual({
    type: "urn:uar:problem:unauthorized",
    status: 401,
    code: "unauthorized",
    title: "Not signed in",
    detail: '"/threads/1/stream" needs the token of this server',
    fix: "Send it as Authorization: Bearer <token>; the server printed it in its login link",
  });
});

test("A person without a credential gets a page that says how to get in", async () => {
  const response = await ask('/threads/"><script>?at=3', { accept: PAGE });
  const page = await response.text();

  expect(response.status).toBe(401);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page).toContain("Open the login link that the server printed");
  expect(page).not.toContain("<script>");
  expect(page).toContain('name="next" value="/threads/%22%3E%3Cscript%3E?at=3"');
});

test("The page that asks for the token links back to this server, whatever path was asked for", async () => {
  const pageOf = async (path: string) => (await ask(path, { accept: PAGE })).text();

  expect(await pageOf("/threads/1/stream?after=2")).toContain('href="/threads/1/stream?after=2"');
  expect(await pageOf("//evil.example")).not.toContain('href="//evil.example"');
});
