import { describe, expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import { isPossibly, isSurely, type ArgumentPattern } from "./argument-pattern.ts";

const surely = (pattern: ArgumentPattern, value?: Json) => {
  return isSurely(pattern, value === undefined ? {} : { x: value }, "x");
};
const possibly = (pattern: ArgumentPattern, value?: Json) => {
  return isPossibly(pattern, value === undefined ? {} : { x: value }, "x");
};

describe("a path pattern", () => {
  test.each([
    ["notes/*", "notes/a.md", true],
    ["notes/*", "notes/a/b.md", false],
    ["notes/**", "notes/a/b.md", true],
    ["**/*.md", "a/b/c.md", true],
    ["**/*.md", "c.md", true],
    ["**/.env", "deep/down/.env", true],
    ["notes/**", "./notes//a/../b.md", true],
    ["notes/**", "notes/../secret", false],
    ["notes/**", "notes\\..\\secret", false],
    ["notes/**", "../notes/a", false],
    ["notes/**", "/notes/a", false],
    ["/etc/**", "/tmp/../etc/passwd", true],
    ["/etc/**", "/../../etc/passwd", true],
  ])("%s of %s is %s", (path, value, fits) => {
    expect(surely({ path }, value)).toBe(fits);
    expect(possibly({ path }, value)).toBe(fits);
  });
});

describe("a command prefix", () => {
  test.each([
    ["git status", true],
    ["git  status -s", true],
    ["git statusx", false],
    ["git", false],
    ["git status; rm -rf /", false],
    ["git status && rm x", false],
    ["git status $(rm x)", false],
    ["git status `rm x`", false],
    ["git status\nrm x", false],
    ["git status > /etc/passwd", false],
  ])("that is allowed fits %j: %s", (line, fits) => {
    expect(surely({ prefix: "git status" }, line)).toBe(fits);
  });

  test.each(["rm -rf x", "cd /tmp && rm x", "echo $(rm x)", "FORCE=1 rm x", "true\nrm x"])(
    "that is denied is found in %j",
    (line) => {
      expect(possibly({ prefix: "rm" }, line)).toBe(true);
    },
  );
});

describe("values", () => {
  test("that lie deep are all looked at: allowed if each fits, denied if any does", () => {
    const value = { files: ["notes/a", "secrets/b"] };

    expect(surely({ path: "notes/*" }, value)).toBe(false);
    expect(possibly({ path: "secrets/*" }, value)).toBe(true);
  });

  test("that are absent allow nothing and deny nothing", () => {
    expect(surely("*")).toBe(false);
    expect(possibly("*")).toBe(false);
  });

  test("that are inherited by every object are no arguments", () => {
    expect(isSurely("*", {}, "constructor")).toBe(false);
    expect(isPossibly("*", {}, "__proto__")).toBe(false);
  });

  test("too long or too many to be looked at are never allowed and always denied", () => {
    const long = "a".repeat(5_000);
    const many = Array.from({ length: 101 }, () => "a");

    expect([surely("a*", long), surely("a", many)]).toEqual([false, false]);
    expect([possibly("b", long), possibly("b", many)]).toEqual([true, true]);
  });

  test("that make a pattern go back often are still told in bounded steps", () => {
    const pattern = "*a".repeat(99);
    const value = `${"a".repeat(4_000)}b`;

    expect(possibly(pattern, value)).toBe(false);
    expect(possibly({ path: "**/a".repeat(49) }, "a/".repeat(2_000) + "b")).toBe(false);
  });
});
