import { ElementRenderer, type RenderInfo } from "@lit-labs/ssr";

import { escaped, formulaHtml } from "#views/markdown/formula-html.ts";

/**
 * What the formulas of one page may cost to draw, in letters, each formula as many more as it costs by
 * itself: about 50 ms. Those beyond it are drawn by the browser.
 */
export const PAGE_LETTERS = 8_000;
const FORMULA_LETTERS = 50;
const NAME = "uar-math";

// Only elements of the registry have a renderer. Nobody makes this one here, so it need not be an element.
customElements.define(NAME, class {} as CustomElementConstructor);

/** Draws formulas into a page, so that nothing moves when its script comes; so many letters of them. */
export function formulaRenderer(letters: number): RenderInfo["elementRenderers"][number] {
  let left = letters;
  return class FormulaRenderer extends ElementRenderer {
    readonly #attributes = new Map<string, string>();
    #drawn: string | undefined;

    static override matchesClass(_class: unknown, tagName: string): boolean {
      return tagName === NAME;
    }

    override setAttribute(name: string, value: string): void {
      this.#attributes.set(name.toLowerCase(), value);
    }

    override connectedCallback(): void {
      const tex = this.#attributes.get("tex") ?? "";
      left -= tex.length + FORMULA_LETTERS;
      if (left >= 0) this.#drawn = formulaHtml(tex, this.#attributes.has("display"));
    }

    override renderAttributes(): string[] {
      const written = Array.from(this.#attributes, ([name, value]) =>
        value === "" ? ` ${name}` : ` ${name}="${escaped(value)}"`,
      );
      return this.#drawn === undefined ? written : [...written, " data-drawn"];
    }

    override renderShadow(info: RenderInfo): string[] | undefined {
      // The library takes a host off its stack only where it has a shadow.
      if (this.#drawn === undefined) info.customElementHostStack.pop();
      return this.#drawn === undefined ? undefined : [this.#drawn];
    }
  };
}
