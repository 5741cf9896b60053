import { Hono } from "hono";
import { expect, test } from "vitest";

import { requireAccess } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { requireOwnOrigin } from "./origin.ts";
import { sessionValue } from "./token.ts";

const TOKEN = "correct-horse-battery-staple";
const HERE = "http://127.0.0.1:3000";
const SESSION = { cookie: `__Host-uar-3000=${sessionValue(TOKEN)}` };
const BEARER = { authorization: `Bearer ${TOKEN}` };

const app = new Hono<AppEnv>();
app.use(requireOwnOrigin(["uar.example"]));
app.use(requireAccess(TOKEN));
app.all("*", (c) => c.text("done"));

async function status(method: string, headers: Record<string, string>): Promise<number> {
  return (await app.request(`${HERE}/`, { method, headers })).status;
}

const CHANGES = ["POST", "PUT", "PATCH", "DELETE", "QUERY", "PROPFIND"];
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "",
];
const OWN: readonly Record<string, string>[] = [
  { "sec-fetch-site": "same-origin", origin: HERE },
  { "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "same-origin", origin: "null" },
  { origin: HERE },
  { origin: "http://localhost:3000" },
  { origin: "https://uar.example" },
];
const FOREIGN: readonly Record<string, string>[] = [
  {},
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site", origin: HERE },
  { "sec-fetch-site": "same-origin", origin: "http://127.0.0.1:5000" },
  { "sec-fetch-site": "Same-Origin" },
  { "sec-fetch-site": "" },
  { origin: "null" },
  { origin: "" },
  { origin: "https://evil.example" },
  { origin: "http://127.0.0.1:5000" },
  { origin: "http://127.0.0.1" },
  { origin: `${HERE}.evil.example` },
  { origin: `${HERE}/` },
  { origin: `http://x@127.0.0.1:3000` },
  { origin: `${HERE}, ${HERE}` },
];

test("A session changes something only from our own pages, whatever the method and type", async () => {
  for (const method of CHANGES) {
    for (const type of TYPES) {
      for (const [headers, expected] of [
        ...OWN.map((own) => [own, 200] as const),
        ...FOREIGN.map((foreign) => [foreign, 403] as const),
      ]) {
        const sent = { ...SESSION, ...headers, ...(type !== "" && { "content-type": type }) };
        expect([method, type, headers, await status(method, sent)]).toEqual([
          method,
          type,
          headers,
          expected,
        ]);
      }
    }
  }
});

test("A program with the token needs no origin, and a foreign one is still refused", async () => {
  expect(await status("POST", BEARER)).toBe(200);
  expect(await status("POST", { ...BEARER, origin: HERE })).toBe(200);
  expect(await status("POST", { ...BEARER, origin: "https://evil.example" })).toBe(403);
  expect(await status("POST", { ...BEARER, "sec-fetch-site": "cross-site" })).toBe(403);
});

test("Other sites may link to a page, and neither frame, embed nor fetch it", async () => {
  for (const site of ["cross-site", "same-site"]) {
    const from = (mode: string, dest: string) =>
      status("GET", {
        ...SESSION,
        "sec-fetch-site": site,
        "sec-fetch-mode": mode,
        "sec-fetch-dest": dest,
      });
    expect(await from("navigate", "document")).toBe(200);
    expect(await from("navigate", "iframe")).toBe(403);
    expect(await from("no-cors", "script")).toBe(403);
    expect(await from("no-cors", "image")).toBe(403);
    expect(await from("cors", "empty")).toBe(403);
  }
  expect(await status("GET", SESSION)).toBe(200);
});

test("No answer ever has a CORS header", async () => {
  for (const method of ["GET", "POST", "OPTIONS"]) {
    const response = await app.request(`${HERE}/`, {
      method,
      headers: {
        ...BEARER,
        origin: "https://evil.example",
        "access-control-request-method": "PUT",
      },
    });
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith("access-control-"))).toEqual([]);
  }
});
