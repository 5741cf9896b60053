import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { expect, test } from "vitest";

import { markdown } from "#views/markdown/markdown.ts";
import { formulaRenderer, PAGE_LETTERS } from "./formula-renderer.ts";

const SHADOW = '<template shadowroot="open" shadowrootmode="open"><math';

test("a page's formulas are drawn in it, and their sources stay their text", async () => {
  const page = await drawn("The area is $\\pi r^2$ here.\n\n$$\n\\frac{a}{b}\n$$");

  expect(page.split(SHADOW)).toHaveLength(3);
  expect(page).toContain("<msup><mi>r</mi><mn>2</mn></msup>");
  expect(page).toContain("$\\pi r^2$<");
  expect(page).toMatch(/tex="\\frac\{a\}\{b\}" display[^>]* data-drawn>/);
});

test("the lines and gaps of a table are parts for the style sheet", async () => {
  const page = await drawn("$\\begin{array}{c|c}a&b\\end{array}$");

  expect(page).toContain('part="cell line-right left-none right-half"');
  expect(page).not.toContain("style=");
});

test("what is in a formula stays text", async () => {
  const page = await drawn('$\\text{</math><script>x</script>"} & \\text{<img onerror=x>}$');

  expect(page).not.toMatch(/<(script|img)/);
});

test.each(["\\frac{", "\\nosuchword", "\\colorbox{red}{a}"])(
  "what is no formula, or needs a style, is left to the page's script: %s",
  async (tex) => {
    const page = await drawn(`A $${tex}$ B $x$ C`);

    expect(page.split(SHADOW)).toHaveLength(2);
    expect(page.match(/data-drawn/g)).toHaveLength(1);
    expect(page).not.toContain("defer-hydration");
  },
);

test("formulas beyond what a page may cost are left to its script", async () => {
  const page = await drawn("$x$ ".repeat(1_000));
  const shadows = page.split(SHADOW).length - 1;

  expect(shadows).toBeGreaterThan(100);
  expect(shadows).toBeLessThan(PAGE_LETTERS / 50);
});

function drawn(source: string): Promise<string> {
  const view = markdown(source, false, { run_id: "r_1", citations: [] });
  return collectResult(render(view, { elementRenderers: [formulaRenderer(PAGE_LETTERS)] }));
}
