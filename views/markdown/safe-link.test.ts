import { expect, test } from "vitest";

import { safeLink } from "./safe-link.ts";

const SCRIPT = "javascript";

test.each([
  ["https://example.test/a?b=1#c"],
  ["HTTP://example.test"],
  ["mailto:a@example.test"],
  ["#section"],
  ["https://example.test/\u0645\u06cc\u200c\u0634\u0648\u062f"],
])("safeLink() lets %s through", (href) => {
  expect(safeLink(href)).toBe(href);
});

test.each([
  [`${SCRIPT}:alert(1)`],
  [`${SCRIPT.toUpperCase()}:alert(1)`],
  ["java\tscript:alert(1)"],
  ["\u0001javascript:alert(1)"],
  ["javascript&colon;alert(1)"],
  ["&#106;avascript:alert(1)"],
  ["data:text/html,<script>alert(1)</script>"],
  ["vbscript:msgbox(1)"],
  ["file:///etc/passwd"],
  ["//example.test"],
  ["/relative"],
  ["relative"],
  ["https://"],
  ["https:example.test"],
  ["blob:https://example.test/1"],
  [" https://example.test"],
  ["https://exa\nmple.test"],
  ["https://example.test/\u202etset.elpmaxe//:sptth"],
  ["https://example.test/\u2066a&#x2069;"],
])("safeLink() makes no link of %j", (href) => {
  expect(safeLink(href)).toBeUndefined();
});

test("safeLink() decodes character references, but not in a literal address", () => {
  expect(safeLink("https://example.test/?a=1&amp;b=2")).toBe("https://example.test/?a=1&b=2");
  expect(safeLink("https://example.test/?a=1&amp;b=2", true)).toBe(
    "https://example.test/?a=1&amp;b=2",
  );
});
