import { html, render } from "lit/html.js";
import { beforeEach, expect, test, vi } from "vitest";

import { markdown } from "#views/markdown/markdown.ts";
import { enrichProse } from "./enrich-prose.ts";

const CONTEXT = { run_id: "r_1", citations: [] };
let host = document.createElement("main");

beforeEach(() => {
  host = document.createElement("main");
  document.body.replaceChildren(host);
});

test("a formula is drawn as MathML and stays in the page as its source", async () => {
  show("The area is $\\pi r^2$ here.");
  const formula = await drawn("uar-math");

  expect(formula.querySelector("msup")?.textContent).toBe("r2");
  expect(formula.querySelector("math")?.getAttribute("alttext")).toBe("\\pi r^2");
  expect(host.querySelector("p")?.textContent).toBe("The area is $\\pi r^2$ here.");
});

test("a formula of its own is drawn as such, and one that changes is drawn anew", async () => {
  show("$$\na\n$$");
  expect((await drawn("uar-math[display]")).querySelector("math")?.getAttribute("display")).toBe(
    "block",
  );

  show("$$\n\\frac{a}{b}\n$$");

  await soon(async () => expect((await drawn("uar-math")).querySelector("mfrac")).not.toBeNull());
});

test.each(["\\frac{", "\\nosuchword", "\\def\\a{\\a\\a}\\a", "\\href{https://x.test}{x}"])(
  "what is no formula stays its source: %s",
  async (tex) => {
    show(`A $${tex}$ B`);
    await soon(() =>
      expect(host.querySelector("uar-math")?.shadowRoot?.firstElementChild?.localName).toBe("slot"),
    );

    expect(host.querySelector("uar-math")?.textContent).toBe(`$${tex}$`);
  },
);

test("a formula brings no style, link, picture or colour of its own", async () => {
  show("$\\color{red}x \\colorbox{blue}{y} \\rule{900em}{900em} \\text{<b>z</b>}$");
  const formula = await drawn("uar-math");

  expect(formula.querySelector("a, img, b, style, script")).toBeNull();
  expect(formula.querySelector("[mathcolor], [mathbackground], [style*=color]")).toBeNull();
  expect(formula.querySelector("mspace")?.getBoundingClientRect().width ?? 0).toBeLessThan(1000);
});

function show(source: string): void {
  const gone = new AbortController();
  render(html`<div class="prose">${markdown(source, false, CONTEXT)}</div>`, host);
  enrichProse(host, gone.signal);
}

async function drawn(selector: string): Promise<ShadowRoot> {
  return soon(() => {
    const root = host.querySelector(selector)?.shadowRoot;
    if (root?.querySelector("math") == null) throw new Error(`No formula at "${selector}" yet`);
    return root;
  });
}

/** What does it is fetched first. */
function soon<Result>(look: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(look, { timeout: 10_000 });
}
