import { drawFormula } from "./formula.ts";

const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
  :host([display]) { display: block; overflow: auto hidden; text-align: center; }
  math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", math; font-size: 1.08em; }
  .source { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; white-space: nowrap; clip-path: inset(50%); }
  mtd { padding: 0.25em 0.4em; }
  .tml-left { text-align: start; }
  .tml-right { text-align: end; }
  .tml-overline { border-block-start: 1px solid; }
  .tml-underline { border-block-end: 1px solid; }
  .tml-cancel { text-decoration: line-through; }
`);

/**
 * A formula, drawn beside its source. The source is the element's own text: it stays for search and
 * for the clipboard, and it is all there is of a formula that cannot be read.
 */
export class UarMath extends HTMLElement {
  static readonly observedAttributes = ["tex", "display"];
  readonly #place = this.attachShadow({ mode: "open" });
  #isDue = false;

  connectedCallback(): void {
    this.#place.adoptedStyleSheets = [STYLE];
    this.#schedule();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#schedule();
  }

  /** Both attributes change in one turn. */
  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #draw(): void {
    const formula = drawFormula(this.getAttribute("tex") ?? "", this.hasAttribute("display"));
    const source = document.createElement("slot");
    if (formula === undefined) {
      this.#place.replaceChildren(source);
      return;
    }
    const hidden = document.createElement("span");
    hidden.className = "source";
    hidden.ariaHidden = "true";
    hidden.append(source);
    this.#place.replaceChildren(formula, hidden);
  }
}
