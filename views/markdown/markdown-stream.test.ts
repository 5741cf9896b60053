import fc from "fast-check";
import { expect, test } from "vitest";

import { type Block, MarkdownStream } from "./markdown-stream.ts";

/** Pieces that begin, continue, nest and end blocks, so that random texts meet the hard places. */
const PIECES = [
  "A paragraph with *emphasis* and `code`.",
  "# Heading",
  "Setext",
  "===",
  "---",
  "- item",
  "  - nested",
  "1. one",
  "2. two",
  "   continued",
  "> quote",
  "```ts",
  "let a = 1;",
  "```",
  "~~~",
  "| a | b |",
  "|---|:-:|",
  "| 1 | 2 |",
  "[ref]: https://example.test 'title'",
  "See [ref] and [later].",
  "[later]: https://example.test/later",
  "<div>",
  "</div>",
  "- [x] task",
  "    indented code",
  "**bold",
  "&amp; \\* [1]",
  "$$",
  "Costs $5, is $x_1$ or $$y$$",
  "\\[ a^2",
  "b_2 \\]",
  "\\(c\\)",
  "",
];

const source = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom("\n", "\n\n", " ", "\r\n")), {
    maxLength: 24,
  })
  .map((lines) => lines.flat().join(""));

test("the last reading does not depend on how the text was cut", () => {
  fc.assert(
    fc.property(source, fc.array(fc.nat(60), { maxLength: 40 }), (text, cuts) => {
      const stream = new MarkdownStream();
      let end = 0;
      for (const cut of cuts) stream.read(text.slice(0, (end += cut)), true);

      const streamed = stream.read(text, false).map(content);

      expect(streamed).toEqual(new MarkdownStream().read(text, false).map(content));
    }),
    { numRuns: 400 },
  );
});

test.each([
  ["of every kind", PIECES.filter((piece) => !/ref|later|^2\. /.test(piece))],
  ["with formulas", ["$$", "$$", "\\[", "\\]", "# Heading", "a", "---", "- item\n\n"]],
])("blocks that were closed on the way are those of the whole text, %s", (_kind, pieces) => {
  const texts = fc.array(
    fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("\n", "\n", "\n\n", " ")),
    {
      maxLength: 24,
    },
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 });

  fc.assert(
    fc.property(texts, cuts, (lines, steps) => {
      const text = `${lines.flat().join("")}\n\nThe end.\n`;
      const stream = new MarkdownStream();
      let end = 0;
      for (const step of steps) stream.read(text.slice(0, (end += step)), true);

      const open = stream.read(text, true).map(content);

      expect(open).toEqual(new MarkdownStream().read(text, false).map(content));
    }),
    { numRuns: 400, seed: 20261120 },
  );
});

test("while a text grows, each reading shows all words that came", () => {
  const text = "# One\n\nTwo **three** four\n\n- five\n- six\n\n```\nseven\n```\n\neight";
  const stream = new MarkdownStream();

  for (let end = 1; end <= text.length; end++) {
    const shown = stream.read(text.slice(0, end), true).map(content).join("");
    const words = text.slice(0, end).match(/[a-z]{2,}(?=\W)/gi) ?? [];
    for (const word of words) expect(shown).toContain(word);
  }
});

test("a closed block is the same object at every later reading, and after the end", () => {
  const text = "# One\n\nTwo\n\n- a\n- b\n\nThree\n\n```\ncode\n```\n\nFour";
  const stream = new MarkdownStream();
  const [heading, paragraph] = stream.read(text.slice(0, 22), true);

  const later = stream.read(text.slice(0, 40), true);
  const finished = stream.read(text, false);

  expect(later.slice(0, 2)).toEqual([heading, paragraph]);
  expect(later[0]).toBe(heading);
  expect(finished[0]).toBe(heading);
  expect(finished[1]).toBe(paragraph);
});

test("a link definition that comes later reaches blocks that were closed", () => {
  const text = "See [ref].\n\nMore\n\n[ref]: https://example.test\n";
  const stream = new MarkdownStream();
  const before = stream.read(text.slice(0, 18), true);

  const finished = stream.read(text, false);

  expect(content(before[0])).not.toContain("https://example.test");
  expect(content(finished[0])).toContain("https://example.test");
});

test("a link definition that came before is known in the open tail", () => {
  const stream = new MarkdownStream();
  stream.read("[ref]: https://example.test\n\nFirst\n\n", true);

  const blocks = stream.read("[ref]: https://example.test\n\nFirst\n\nSee [ref] now", true);

  expect(content(blocks.at(-1))).toContain("https://example.test");
});

test("a text that does not go on from the last one is read anew", () => {
  const stream = new MarkdownStream();
  stream.read("# Old\n\nText\n\nMore", true);

  expect(stream.read("New", true).map(content).join("")).toContain("New");
  expect(stream.read("New", true).map(content).join("")).not.toContain("Old");
});

test("half-open emphasis is shown as emphasis, not as marks", () => {
  const [block] = new MarkdownStream().read("Some **bold wor", true);

  expect(block?.token).toMatchObject({ tokens: [{ type: "text" }, { type: "strong" }] });
});

test.each(["- one\n- ", "- one\n-", "- one\n- [", "Text\n#", "Text\n=", "Text\n--", "1. a\n2."])(
  "a last line that is only marks is not shown yet: %j",
  (text) => {
    const shown = new MarkdownStream().read(text, true).map(content).join("");

    expect(shown).not.toMatch(/"text":"[-#=[\]\d.]+"/);
    expect(new MarkdownStream().read(text, true)).toHaveLength(1);
  },
);

/** Everything that a rendering depends on, without the source text. */
function content(block: Block | undefined): string {
  return JSON.stringify(block?.token, (key, value: unknown) => (key === "raw" ? undefined : value));
}
