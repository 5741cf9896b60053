import { describe, expect, it } from "vitest";

import { CHANGES_MAX, changesBetween } from "./value-changes.ts";

describe("changesBetween()", () => {
  it("names the places where two values differ, in the order of A", () => {
    const a = { name: "read", args: { path: "a.md", deep: [1, 2] }, gone: true };
    const b = { name: "read", args: { path: "b.md", deep: [1, 3] }, fresh: null };

    expect(changesBetween(a, b)).toEqual([
      { path: "args.path", a: "a.md", b: "b.md" },
      { path: "args.deep[1]", a: 2, b: 3 },
      { path: "gone", a: true },
      { path: "fresh", b: null },
    ]);
  });

  it("changes no item of a list for one that stands before it in one of both", () => {
    const read = { name: "read", status: "done" };
    const write = { name: "write", status: "done" };

    expect(changesBetween([read, write], [write])).toEqual([{ path: "[0]", a: read }]);
    expect(changesBetween([write], [read, { ...write, status: "denied" }])).toEqual([
      { path: "[0]", b: read },
      { path: "[0].status", a: "done", b: "denied" },
    ]);
  });

  it("tells an object from a list, and an empty value from none", () => {
    expect(changesBetween({ value: {} }, { value: [] })).toEqual([{ path: "value", a: {}, b: [] }]);
    expect(changesBetween({ value: "" }, {})).toEqual([{ path: "value", a: "" }]);
  });

  it("names so many places and no more", () => {
    const many = (value: number) =>
      Object.fromEntries(Array.from({ length: 999 }, (_, at) => [at, value]));

    expect(changesBetween(many(1), many(2))).toHaveLength(CHANGES_MAX);
  });
});
