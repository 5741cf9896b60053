import { expect, test } from "vitest";

import { accessToken, isSameSecret, loginLink, sessionValue } from "./token.ts";

test("accessToken() is 256 random bits, fit for a link and a header", () => {
  const tokens = Array.from({ length: 100 }, () => accessToken());

  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("accessToken() keeps the one that it is given", () => {
  expect(accessToken("sk-my+own/token=")).toBe("sk-my+own/token=");
  expect(accessToken("")).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test.each(["two words", "line\nbreak", "ключ", "nul\0"])("accessToken(%j) is refused", (given) => {
  expect(() => accessToken(given)).toThrow(RangeError);
});

test("isSameSecret() compares whole secrets of any length", () => {
  expect(isSameSecret("abc", "abc")).toBe(true);
  expect(isSameSecret("abd", "abc")).toBe(false);
  expect(isSameSecret("ab", "abc")).toBe(false);
  expect(isSameSecret("", "abc")).toBe(false);
  expect(isSameSecret("abc".repeat(10_000), "abc")).toBe(false);
});

test("sessionValue() is the same after a restart, and does not show the token", () => {
  const token = accessToken();

  expect(sessionValue(token)).toBe(sessionValue(token));
  expect(sessionValue(token)).not.toContain(token);
  expect(sessionValue(token)).not.toBe(sessionValue(accessToken()));
});

test("loginLink() survives every character that a token may have", () => {
  const link = new URL(loginLink("http://127.0.0.1:3000", "a+b&c=#%/"));

  expect(link.pathname).toBe("/login");
  expect(link.searchParams.get("token")).toBe("a+b&c=#%/");
});
