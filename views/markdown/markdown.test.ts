import { expect, test } from "vitest";

import { rendered } from "#views/rendered.ts";
import type { MarkdownContext } from "./inline-view.ts";
import { markdown } from "./markdown.ts";

const CITED: MarkdownContext = {
  run_id: "r_1",
  citations: [{ index: 1, title: "retry.ts", path: "src/retry.ts", sequence: 4 }],
};
const PLAIN: MarkdownContext = { run_id: "r_1", citations: [] };

test("blocks and inline marks become their elements", async () => {
  const html = await show(
    "# Title\n\nText with *em*, **strong**, ~~del~~ and `a < b`.\n\n---\n\n> quote",
  );

  expect(html).toContain('<h3 dir="auto" data-depth="1">Title</h3>');
  expect(html).toContain(
    "<em>em</em>, <strong>strong</strong>, <del>del</del> and <code>a &lt; b</code>.",
  );
  expect(html).toContain("<hr />");
  expect(html).toMatch(/<blockquote dir="auto">\s*<p dir="auto">quote<\/p>\s*<\/blockquote>/);
});

test("lists nest, keep their start and show tasks", async () => {
  const html = await show("3. three\n   - nested\n4. four\n\n- [x] done\n- [ ] open");

  expect(html).toContain('<ol dir="auto" start="3">');
  expect(html).toMatch(/three[\s\S]*<ul dir="auto">[\s\S]*nested[\s\S]*<\/ul>[\s\S]*four/);
  expect(html).toContain('aria-label="Done"');
  expect(html).toContain('aria-label="Not done"');
});

test("a table has head cells and alignment, and no empty head", async () => {
  const html = await show("| | Cost |\n|---|--:|\n| one | $2 |");

  expect(html).toContain('<th dir="auto" scope="col" data-align="right">Cost</th>');
  expect(html.match(/<th[ >]/g)).toHaveLength(1);
  expect(html).toContain('<td dir="auto" data-align="right">$2</td>');
});

test("code keeps every character, says its language and can be copied", async () => {
  const html = await show("```html\n<b>&amp;</b>\n```");

  expect(html).toContain("<span>html</span>");
  expect(html).toContain("<code>&lt;b&gt;&amp;amp;&lt;/b&gt;</code>");
  expect(html).toContain('<pre tabindex="0" role="group" aria-label="Code, html" dir="ltr">');
  for (const act of ['data-copy="code"', 'data-code="wrap"', 'data-code="download"']) {
    expect(html).toContain(act);
  }
});

test("code that has a file's name is called by it", async () => {
  const html = await show("```ts src/retry.ts\nlet a;\n```");

  expect(html).toContain("<span>src/retry.ts</span>");
  expect(html).toContain('data-language="ts"');
  expect(html).toContain('aria-label="Download src/retry.ts"');
});

test.each([
  ["a $x^2$ b", '<uar-math tex="x^2"', "$x^2$"],
  ["a \\(y_1\\) b", '<uar-math tex="y_1"', "\\(y_1\\)"],
  ["a $$z$$ b", '<uar-math tex="z" display', "$$z$$"],
  ["$$\na*b*c\n$$", '<uar-math tex="a*b*c" display', "$$\na*b*c\n$$"],
  ["text\n\\[\n\\frac{a}{b}\n\\]\ntext", '<uar-math tex="\\frac{a}{b}" display', "\\["],
])("a formula keeps its source: %j", async (source, element, text) => {
  const html = await show(source);

  expect(html).toContain(element);
  expect(html).toContain(text);
  expect(html.match(/<uar-math /g)).toHaveLength(1);
});

test.each([
  "It costs $5 and $6",
  "It costs $5 or 6$7",
  "Half a formula: $x^2",
  "Half a formula: \\(x^2",
  "$$\nx\n\ny\n$$",
  "An escaped \\$x\\$ and code `$x$`",
  "$ x $ and $$",
])("what is no formula stays text: %j", async (source) => {
  expect(await show(source)).not.toContain("uar-math");
});

test("character references are decoded in text, not in code", async () => {
  expect(await show("&copy; and `&copy;`")).toContain("© and <code>&amp;copy;</code>");
});

test("a link opens outside without telling where it was; any other scheme stays text", async () => {
  const html = await show("[a](https://example.test) [b](javascript:alert(1)) [c](/login)");

  expect(html).toMatch(
    /<a href="https:\/\/example.test" title="https:\/\/example.test" target="_blank" rel="noopener noreferrer"\s*>a<\/a\s*>/,
  );
  expect(html.match(/<a /g)).toHaveLength(1);
  expect(html).toContain("[b](javascript:alert(1)) ");
  expect(html).toContain("[c](/login)");
});

test("a remote picture is offered as a link and never loaded", async () => {
  const html = await show("![chart](https://img.example.test/x.png?secret=1)");

  expect(html).not.toContain("<img");
  expect(html).toContain("chart, image: img.example.test");
});

test("raw HTML is text", async () => {
  const html = await show("<script>alert(1)</script>\n\nIn <b onclick=x>line</b>");

  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).toContain("&lt;b onclick=x&gt;line&lt;/b&gt;");
});

test("a marker becomes a mark only where the run has that citation", async () => {
  const html = await show("Paid twice.[1] Not cited.[2] `[1]` [1](https://example.test)", CITED);

  expect(html.match(/<sup class="cite"/g)).toHaveLength(1);
  expect(html).toContain('href="/runs/r_1/sources/1"');
  expect(html).toContain('aria-label="Source 1: retry.ts"');
  expect(html).toContain("Not cited.[2]");
});

test("nesting without end is shown, not followed", async () => {
  const html = await show(`${">".repeat(5000)} deep`);

  expect(html).toContain("deep");
});

test("marks too deep in each other, too far apart, or in too long a paragraph, are text", async () => {
  const deep = await show(`${"*a **b ".repeat(100)}${"c** d*".repeat(100)}`);
  const long = await show(`*a* ${"word ".repeat(5000)}*b* [1] &amp;`);

  expect(deep.match(/<em>|<strong>/g)?.length).toBeLessThan(30);
  expect(wordsOf(deep).replaceAll(/[\s*]/g, "")).toBe("ab".repeat(100) + "cd".repeat(100));
  expect(await show(`**${"word ".repeat(300)}end**`)).toContain("<strong>word");
  expect(await show(`**${"word ".repeat(500)}end**`)).not.toContain("<strong>");
  expect(long).not.toContain("<em>");
  expect(wordsOf(long)).toBe(`*a* ${"word ".repeat(5000)}*b* [1] &amp;`);
});

test("a mail address is a link, whatever stands before it", async () => {
  expect(await show("Ask a_b.c@h.test")).toContain('href="mailto:a_b.c@h.test"');
  expect(wordsOf(await show(`${"a_".repeat(500)}@h.test`))).toBe(`${"a_".repeat(500)}@h.test`);
});

test("a table is one where its rows have their cells, not where nearly all would be empty", async () => {
  const head = `${"|a".repeat(200)}|\n${"|-".repeat(200)}|\n`;

  const full = await show(`${head}${`${"|b".repeat(200)}|\n`.repeat(50)}`);
  const empty = await show(`${head}${"b\n".repeat(50)}`);

  expect(full.match(/<td/g)).toHaveLength(200 * 50);
  expect(empty).not.toContain("<t");
  expect(empty.match(/b/g)?.length).toBeGreaterThanOrEqual(50);
});

test("a text of one long line costs no more than it is worth", async () => {
  const texts = [
    "[".repeat(20_000),
    "*a **a ".repeat(3000),
    "`".repeat(20_000),
    "![".repeat(10_000),
    "*a* ".repeat(5000) + "$",
    "$$\n".repeat(5000),
    "$a ".repeat(8000),
    "\\( ".repeat(8000),
  ];

  for (const text of texts) expect((await show(text)).length).toBeGreaterThan(100);
});

function wordsOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, "");
}

function show(source: string, context: MarkdownContext = PLAIN): Promise<string> {
  return rendered(markdown(source, false, context));
}
