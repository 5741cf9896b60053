import { expect, test } from "vitest";

import { readOpenFence } from "./open-fence.ts";

test("an open fence gives its language and the code so far", () => {
  const fence = readOpenFence("```ts\nlet a = 1;\nlet b", undefined);

  expect(fence?.token).toMatchObject({ type: "code", lang: "ts", text: "let a = 1;\nlet b" });
});

test("a fence whose first line is not whole is none yet", () => {
  expect(readOpenFence("```ts", undefined)).toBeUndefined();
});

test("a closed fence is left to the lexer", () => {
  expect(readOpenFence("```\na\n```\n", undefined)).toBeUndefined();
  expect(readOpenFence("~~~~\na\n~~~~~\nmore", undefined)).toBeUndefined();
});

test("a shorter or another mark does not close a fence", () => {
  expect(readOpenFence("````\n```\n~~~~\n", undefined)?.token).toMatchObject({
    text: "```\n~~~~",
  });
});

test("a line that may become the closing one is not shown as code", () => {
  expect(readOpenFence("```\na\n``", undefined)?.token).toMatchObject({ text: "a" });
});

test("what was scanned before is not scanned again, and closing is still seen", () => {
  const first = readOpenFence("```\none\ntwo\n", undefined);

  expect(first?.scanned).toBe("```\none\ntwo\n".length);
  expect(readOpenFence("```\none\ntwo\n```\n", first)).toBeUndefined();
});
