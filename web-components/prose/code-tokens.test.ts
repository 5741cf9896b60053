import { expect, test } from "vitest";

import { codeTokens } from "./code-tokens.ts";

test("the pieces of a code follow each other and stay within it", () => {
  const code = '// why\nexport const greeting: string = `hi ${name}`;\nlet n = 0x2a; // "no"\n';

  const tokens = codeTokens(code, "ts");

  let end = 0;
  for (const { from, to } of tokens) {
    expect(from).toBeGreaterThanOrEqual(end);
    expect(to).toBeGreaterThan(from);
    end = to;
  }
  expect(end).toBeLessThanOrEqual(code.length);
  expect(pieces(code, "ts")).toMatchObject({ comment: ["// why", '// "no"'], number: ["0x2a"] });
});

test("code within code is told apart at its own place", () => {
  const html = "<p>a</p>\n<script>\nlet count = 7;\n</script>\n";

  expect(pieces(html, "html")).toMatchObject({ number: ["7"] });
});

test.each([
  ["python", "def f(x):\n    return 'a'", { keyword: ["def", "return"], string: ["'a'"] }],
  ["sh", 'echo "a" # b', { comment: ["# b"] }],
  ["json", '{"a": 1}', { property: ['"a"'], number: ["1"] }],
  ["sql", "SELECT 1 -- c", { keyword: ["SELECT"], comment: ["-- c"] }],
  ["yaml", "a: 1 # c", { comment: ["# c"] }],
  ["diff", "+new\n-old", { added: ["+new"], removed: ["-old"] }],
])("%s is known by its name", (language, code, expected) => {
  expect(pieces(code, language)).toMatchObject(expected);
});

test("a language that is not known, and code that is broken, are no error", () => {
  expect(codeTokens("let a", "brainfog")).toEqual([]);
  expect(() => codeTokens('"unclosed `${', "ts")).not.toThrow();
});

function pieces(code: string, language: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { from, to, kind } of codeTokens(code, language)) {
    (found[kind] ??= []).push(code.slice(from, to));
  }
  return found;
}
