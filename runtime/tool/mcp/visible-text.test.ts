import { expect, test } from "vitest";

import { visibleText } from "./visible-text.ts";

test.each([
  ["a turn of direction", "safe\u202Eexe", "safe[U+202E]exe"],
  ["a text in tags", "hi\u{E0048}\u{E0049}", "hi[U+E0048][U+E0049]"],
  ["a text in selectors", "x\u{E0101}\uFE01", "x[U+E0101][U+FE01]"],
  ["a space without width", "a\u200Bb", "a[U+200B]b"],
  ["a joiner between letters", "a\u200Db", "a[U+200D]b"],
  ["an escape sequence", "\u001B[31mred", "[U+001B][31mred"],
  ["a byte order mark", "\uFEFFa", "[U+FEFF]a"],
])("%s is made visible", (_, text, visible) => {
  expect(visibleText(text)).toBe(visible);
});

test.each(["Plain text\n\twith lines\r\n", "Grüße, 世界, שלום", "👩‍💻 and ❤️‍🔥", "1️⃣"])(
  "%j hides nothing",
  (text) => {
    expect(visibleText(text)).toBe(text);
  },
);
