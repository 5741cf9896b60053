import { expect, test } from "vitest";

import { decodeCharacterReferences } from "./character-reference.ts";

test.each([
  ["&amp;copy;", "&copy;"],
  ["&nbsp;&copy; &AElig; &frac34; &ouml;", "\u00a0© Æ ¾ ö"],
  ["&#35; &#1234; &#992;", "# Ӓ Ϡ"],
  ["&#X22; &#XD06; &#xcab;", '" ആ ಫ'],
  ["&alpha;&Omega;&rarr;&hArr;&hellip;&mdash;&euro;&ne;", "αΩ→⇔…—€≠"],
  ["&lt;b&gt; &quot;x&apos;", "<b> \"x'"],
])("decodes %s", (source, text) => {
  expect(decodeCharacterReferences(source)).toBe(text);
});

test("what names no character stays as it was written", () => {
  const source = "&nope; & &; &#; &x; &ThisIsNotDefined; AT&T";

  expect(decodeCharacterReferences(source)).toBe(source);
});

test("a number that is no character becomes the replacement character", () => {
  expect(decodeCharacterReferences("&#0; &#xD800; &#x110000;")).toBe("\ufffd \ufffd \ufffd");
});
