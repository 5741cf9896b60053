import { Hono } from "hono";
import type { Browser, BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { requireAccess } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { securityHeaders } from "./headers.ts";
import { requireKnownHost } from "./host.ts";
import { loginRoutes } from "./login.ts";
import { requireOwnOrigin } from "./origin.ts";
import { launchBrowser } from "./test-browser.ts";
import { serveApp, type TestServer } from "./test-server.ts";
import { loginLink } from "./token.ts";

const TOKEN = "correct-horse-battery-staple";
const FORM = '<form method="post" action="/change"><button>Change</button></form>';

let browser: Browser;
let served: TestServer;
let foreign: TestServer;
let context: BrowserContext;
let changes: string[] = [];

beforeAll(async () => {
  const app = new Hono<AppEnv>();
  app.use(securityHeaders(), requireKnownHost(), requireAccess(TOKEN), requireOwnOrigin());
  app.route("/", loginRoutes(TOKEN));
  app.get("/", (c) => c.html(`<title>Home</title>${FORM}<a href="/next">Next</a>`));
  app.get("/next", (c) => c.html(`<title>Next</title>${c.req.header("referer") ?? "no referrer"}`));
  app.post("/change", (c) => {
    changes.push(c.req.header("origin") ?? "none");
    return c.redirect("/", 303);
  });
  served = await serveApp(app);
  // A page of another program on this machine: another origin, but the same site to a cookie.
  const other = new Hono<AppEnv>();
  other.get("/", (c) =>
    c.html(`<title>Other</title><a href="${served.origin}/">Link</a>
      <form method="post" action="${served.origin}/change"><button>Change</button></form>`),
  );
  foreign = await serveApp(other);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await served.close();
  await foreign.close();
});

beforeEach(async () => {
  changes = [];
  context = await browser.newContext();
});
afterEach(() => context.close());

test("The login link signs a browser in, over plain HTTP on this machine, with a host-only cookie", async () => {
  const page = await context.newPage();

  await page.goto(loginLink(served.origin, TOKEN));

  expect(page.url()).toBe(`${served.origin}/`);
  expect(await page.title()).toBe("Home");
  expect(await context.cookies()).toEqual([
    expect.objectContaining({
      name: `__Host-uar-${served.port}`,
      domain: "127.0.0.1",
      path: "/",
      expires: -1,
      httpOnly: true,
      secure: true,
      sameSite: "Strict",
    }),
  ]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await page.getByRole("link", { name: "Next" }).click();
  expect(await page.textContent("body")).toBe("no referrer");
});

test("A plain form of our own page changes something, although its origin is hidden", async () => {
  const page = await context.newPage();
  await page.goto(loginLink(served.origin, TOKEN));

  await page.getByRole("button", { name: "Change" }).click();

  await page.waitForURL(`${served.origin}/`);
  expect(changes).toEqual(["null"]);
});

test("A script of our own page changes something", async () => {
  const page = await context.newPage();
  await page.goto(loginLink(served.origin, TOKEN));

  const { ok } = await page.evaluate(async () => {
    const answer = await fetch("/change", { method: "POST" });
    return { ok: answer.ok };
  });

  expect(ok).toBe(true);
  expect(changes).toEqual([served.origin]);
});

test("Without signing in a person sees how, and can do it there", async () => {
  const page = await context.newPage();
  const response = await page.goto(`${served.origin}/next`);
  expect(response?.status()).toBe(401);

  await page.getByLabel("Token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.waitForURL(`${served.origin}/next`);
  expect(await page.title()).toBe("Next");
});

test("A page of another port can link to ours, and change, read and frame nothing", async () => {
  const page = await context.newPage();
  await page.goto(loginLink(served.origin, TOKEN));
  await page.goto(foreign.origin);

  const [post] = await Promise.all([
    page.waitForResponse(`${served.origin}/change`),
    page.getByRole("button", { name: "Change" }).click(),
  ]);
  await page.goto(foreign.origin);
  const reads = await page.evaluate(async (target) => {
    const cors = await fetch(target, { credentials: "include" }).then(
      () => "read",
      () => "blocked",
    );
    const post = await fetch(`${target}/change`, {
      method: "POST",
      mode: "no-cors",
      credentials: "include",
      body: "{}",
    }).then(
      () => "sent",
      () => "blocked",
    );
    const frame = document.createElement("iframe");
    frame.src = target;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
    return { cors, post, framed: frame.contentDocument?.title ?? "hidden" };
  }, served.origin);
  await page.getByRole("link", { name: "Link" }).click();

  expect(post.status()).toBe(403);
  expect(reads.cors).toBe("blocked");
  expect(reads.framed).toBe("hidden");
  expect(changes).toEqual([]);
  await page.waitForURL(`${served.origin}/`);
  expect(await page.title()).toBe("Home");
});
