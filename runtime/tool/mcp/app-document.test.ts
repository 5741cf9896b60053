import { expect, test } from "vitest";

import { appDocument } from "./app-document.ts";

const call = { arguments: { text: "</script><!--" }, result: { content: [] } };

test("what a call holds cannot end the script that tells the page of it", () => {
  const text = appDocument("<h1>Page</h1>", call);

  expect(text.match(/<\/script>/g)).toHaveLength(1);
  expect(text.endsWith("\n<h1>Page</h1>")).toBe(true);
});

test.each([
  ["in letters", "x".repeat(61_440)],
  ["in bytes of few letters", "語".repeat(20_480)],
  ["as the log escapes it", '"'.repeat(30_720)],
])("a page that is too long for the log %s is refused", (_, html) => {
  expect(() => appDocument(html, call)).toThrow("make them no more than 61440");
});
