import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

import { MarkdownStream } from "./markdown-stream.ts";

const BLOCKS = 800;
const MB = 1_048_576;

test("a long answer holds its own letters, not one text for each of its blocks", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const stream = new MarkdownStream();
  const before = heap();

  let text = "";
  for (let block = 0; block < BLOCKS; block += 1) {
    text += `A paragraph of some words, the ${block}th of them. ${"More words. ".repeat(12)}\n\n`;
    stream.read(text, true);
  }

  expect((heap() - before) / MB).toBeLessThan(20);
  expect(stream.read(text, true).length).toBe(BLOCKS);
});
