import { expect, test } from "vitest";

import { sniffMediaType } from "./sniff-media-type.ts";

test.each([
  ["image/png", "\x89PNG\r\n\x1a\n\0\0"],
  ["image/jpeg", "\xff\xd8\xff\xe0"],
  ["image/gif", "GIF89a\0"],
  ["image/webp", "RIFF\0\0\0\0WEBPVP8 "],
  ["text/plain", "Plain words\n\x1b[31mred\x1b[0m"],
  ["text/plain", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"],
  ["text/plain", "<!doctype html><script>alert(1)</script>"],
  [undefined, "%PDF-1.7\0"],
  [undefined, "RIFF\0\0\0\0WAVE"],
  [undefined, "\xff\xfe"],
  [undefined, "\x89PNG"],
])("sniffMediaType() takes for %s what has its content: %j", (media_type, text) => {
  expect(sniffMediaType(Buffer.from(text, "latin1"))).toBe(media_type);
});

test("sniffMediaType() takes whole UTF-8 for text, and half a character for none", () => {
  const words = new TextEncoder().encode("Grüße 你好");

  expect(sniffMediaType(words)).toBe("text/plain");
  expect(sniffMediaType(words.subarray(0, -1))).toBeUndefined();
});
