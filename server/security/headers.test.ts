import { Hono } from "hono";
import { expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { bundleResponse } from "./bundle.ts";
import { pagePolicy, securityHeaders } from "./headers.ts";
import { lastErrorHandler, notFound } from "./problem.ts";

const app = new Hono<AppEnv>();
app.onError(lastErrorHandler(() => {}));
app.notFound(notFound);
app.use(securityHeaders());
app.get("/", (c) => c.html(`<script nonce="${c.get("nonce")}"></script>`));
app.get("/run.json", (c) => c.json({}));
app.get("/redirect", (c) => c.redirect("/", 303));
app.get("/broken", () => {
  throw new Error("secret");
});
app.get("/stream", () => new Response(new ReadableStream(), STREAM_HEADERS));
app.get("/bundle/1", () => bundleResponse("<p>"));
app.get("/assets/app.js", (c) => c.text("js"));
app.get("/assets/missing.js", (c) => c.notFound());

const STREAM_HEADERS = {
  headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" },
};
const COMMON = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const DATA = "default-src 'none'; frame-ancestors 'none'";

async function headersOf(path: string): Promise<Record<string, string>> {
  const response = await app.request(`http://127.0.0.1:3000${path}`, {
    headers: { host: "127.0.0.1:3000" },
  });
  return Object.fromEntries(response.headers);
}

test.each([
  ["/run.json", DATA],
  ["/redirect", DATA],
  ["/broken", DATA],
  ["/nowhere", DATA],
  ["/stream", DATA],
  ["/assets/missing.js", DATA],
  ["/", expect.stringContaining("script-src 'nonce-")],
  ["/bundle/1", expect.stringContaining("sandbox allow-scripts;")],
])("%s has all security headers", async (path, policy) => {
  expect(await headersOf(path)).toMatchObject({ ...COMMON, "content-security-policy": policy });
});

test("What belongs to the user is not stored by caches, and assets are kept for ever", async () => {
  for (const path of [
    "/",
    "/run.json",
    "/redirect",
    "/broken",
    "/bundle/1",
    "/assets/missing.js",
  ]) {
    expect([path, (await headersOf(path))["cache-control"]]).toEqual([path, "no-store"]);
  }
  expect(await headersOf("/assets/app.js")).toMatchObject({
    ...COMMON,
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect((await headersOf("/stream"))["cache-control"]).toBe("no-cache, no-transform");
});

test("Each answer has a nonce of its own, and the template gets that one", async () => {
  const ask = async () => app.request("http://127.0.0.1:3000/");
  const answers = await Promise.all([ask(), ask()]);
  const nonces = answers.map(
    ({ headers }) => /'nonce-([\w-]{22})'/.exec(headers.get("content-security-policy") ?? "")?.[1],
  );

  expect(new Set(nonces).size).toBe(2);
  expect(await answers[0]?.text()).toBe(`<script nonce="${nonces[0]}"></script>`);
});

test("The page policy is this one", () => {
  expect(pagePolicy("NONCE", "127.0.0.1:3000").split("; ")).toEqual([
    "default-src 'none'",
    "script-src 'nonce-NONCE' 'strict-dynamic'",
    "style-src 'self' 'nonce-NONCE'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 127.0.0.1:3000/bundle/",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html htmx",
  ]);
});

test.each([undefined, "[::1]:3000", "evil; script-src *", "a b"])(
  "A host that no policy can hold (%s) gives the whole origin for frames",
  (host) => {
    expect(pagePolicy("NONCE", host)).toContain("; frame-src 'self'; ");
  },
);
