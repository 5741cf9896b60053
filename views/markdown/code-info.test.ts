import { expect, test } from "vitest";

import { readCodeInfo } from "./code-info.ts";

test.each([
  ["ts", { language: "ts", name: undefined }],
  ["ts src/retry.ts", { language: "ts", name: "src/retry.ts" }],
  ['js title="a b.js"', { language: "js", name: "a b.js" }],
  ["python {.numberLines}", { language: "python", name: undefined }],
  ["{.python}", { language: "{.python}", name: undefined }],
  ["", { language: "", name: undefined }],
  ["c&#43;&#43; main.cpp", { language: "c++", name: "main.cpp" }],
])("a fence that says %j", (info, expected) => {
  expect(readCodeInfo(info)).toEqual(expected);
});
