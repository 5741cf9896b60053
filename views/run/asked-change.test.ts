import { expect, test } from "vitest";

import { rendered } from "#views/rendered.ts";
import { askedChange, askedPreview, changeSize } from "./asked-change.ts";

test("a text to write is shown line by line with its target", () => {
  const change = askedChange({ path: "notes.md", content: "one\ntwo" });

  expect(change).toEqual({ target: "notes.md", kind: "text", lines: ["one", "two"], rest: [] });
  expect(changeSize(change)).toBe("2 lines");
});

test("no argument is left out: what stands beside the text is named", () => {
  const change = askedChange({ title: "Note", text: "one", overwrite: true, path: "n.md" });

  expect(change.target).toBe("n.md");
  expect(change.rest).toEqual(["title: Note", "overwrite: true"]);
});

test("a diff marks what goes and what comes, and its heads are neither", async () => {
  const diff = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n same\n-old\n+new";
  const change = askedChange({ file: "x", patch: diff });

  const html = await rendered(askedPreview(change));

  expect(changeSize(change)).toBe("+1 −1");
  const marks = [...html.matchAll(/data-mark="([^"]*)"/g)].map((match) => match[1]);
  expect(marks).toEqual(["@", "@", "@", "", "-", "+"]);
  expect(html).toContain("<span>same</span>");
});

test("any other arguments are shown as they are", () => {
  expect(askedChange({ query: "x", limit: 3 })).toEqual({
    target: "x, 3",
    kind: "arguments",
    lines: ["{", '  "query": "x",', '  "limit": 3', "}"],
    rest: [],
  });
  expect(askedChange(["a"])).toMatchObject({ target: "", kind: "arguments", lines: ['["a"]'] });
});
