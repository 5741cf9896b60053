import { expect, test } from "vitest";

import { appDocument } from "./app-document.ts";

const call = { arguments: { text: "</script><!--" }, result: { content: [] } };

test("what a call holds cannot end the script that tells the page of it", () => {
  const text = appDocument("<h1>Page</h1>", call);

  expect(text.match(/<\/script>/g)).toHaveLength(1);
  expect(text.endsWith("\n<h1>Page</h1>")).toBe(true);
});

test("a page that is too long for the log is refused", () => {
  expect(() => appDocument("x".repeat(61_440), call)).toThrow("make it no longer than 61440");
});
