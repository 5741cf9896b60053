import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const README = readFileSync(new URL("README.md", import.meta.url), "utf8");
const [, table = ""] = README.split(/<!-- \/?acceptance -->/);
const ROWS = [...table.matchAll(/^\| (.+?) \| `(.+?)` \| (.+?) \|$/gm)].map(
  ([, promise = "", file = "", words = ""]) => ({ promise, file, words }),
);

test("the list of what the pages are accepted by has its rows", () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(30);
  expect(new Set(ROWS.map(({ promise }) => promise)).size).toBe(ROWS.length);
});

test.for(ROWS)("$promise: $file holds it", ({ file, words }) => {
  const place = new URL(`../${file}`, import.meta.url);

  expect(existsSync(place), `"${file}" is not there`).toBe(true);
  expect(readFileSync(place, "utf8")).toContain(words);
});
