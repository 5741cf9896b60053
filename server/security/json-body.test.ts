import { Hono } from "hono";
import { expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { MAX_JSON_DEPTH, parseJson, readJson } from "./json-body.ts";
import { lastErrorHandler } from "./problem.ts";

const app = new Hono<AppEnv>();
app.onError(lastErrorHandler(() => {}));
app.post("/", async (c) => c.json((await readJson(c)) as object));

async function post(body: string | Uint8Array<ArrayBuffer>, type = "application/json") {
  return app.request("/", { method: "POST", body, headers: { "content-type": type } });
}

test.each(["application/json", "application/json; charset=UTF-8", "application/merge-patch+json"])(
  "A body of type %s is read",
  async (type) => {
    expect(await (await post('{"a":[1]}', type)).json()).toEqual({ a: [1] });
  },
);

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "application/json; charset=utf-16",
  "application/jsonx",
  "text/json",
  "",
])("A body of type %j is refused", async (type) => {
  const response = await post("{}", type);

  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({ code: "unsupported_media_type" });
});

test.each([
  ["nothing", ""],
  ["half an object", '{"a":'],
  ["trailing garbage", "{} x"],
  ["NaN", "NaN"],
  ["a number that is none", "[1e]"],
  ["an unescaped NUL", '"\0"'],
  ["single quotes", "{'a':1}"],
])("%s is bad JSON", async (_what, body) => {
  const response = await post(body);

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "bad_json", fix: expect.any(String) });
});

test("Bytes that are not UTF-8 are refused rather than mended", async () => {
  const response = await post(new Uint8Array([0x22, 0xff, 0xfe, 0x22]));

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ detail: "The body is not valid UTF-8" });
});

test("parseJson() takes nesting up to the limit and no deeper", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

  expect(parseJson(nested(MAX_JSON_DEPTH))).toBeInstanceOf(Array);
  expect(() => parseJson(nested(MAX_JSON_DEPTH + 1))).toThrow("deeper than 64 levels");
  expect(() => parseJson('{"a":'.repeat(100_000))).toThrow("deeper than 64 levels");
});

test("parseJson() does not count brackets in strings", () => {
  const text = JSON.stringify({ a: '[{"\\'.repeat(200), b: [1, "]}"] });

  expect(parseJson(text)).toEqual(JSON.parse(text));
});
