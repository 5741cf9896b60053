import { expect, test } from "vitest";

import { localPath } from "./local-path.ts";

test.each([
  "/",
  "/s/s_1",
  "/runs?q=a%20b&status=failed",
  "/runs/r_1?at=3#L4",
  "/runs?q=http://a.b",
])("localPath() keeps %j", (path) => {
  expect(localPath(path)).toBe(path);
});

test.each([
  undefined,
  "",
  "runs",
  "https://evil.example/",
  "//evil.example/",
  "///evil.example/",
  "/\\evil.example/",
  "/runs\\evil",
  "/\t/evil.example/",
  "/runs\r\nSet-Cookie: a=b",
  "/\u0000",
  "/.//evil.example/",
  "/a/..//evil.example/",
  "/%2e//evil.example/",
])("localPath() makes the start page of %j", (path) => {
  expect(localPath(path)).toBe("/");
});
