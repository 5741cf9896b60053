import { drawFormula } from "./formula.ts";

/**
 * A formula, drawn beside its source. The source is the element's own text: it stays for search and
 * for the clipboard, and it is all there is of a formula that cannot be read. The server draws most of a
 * page's formulas itself; this draws the others, and anew those that it had drawn.
 */
export class UarMath extends HTMLElement {
  static readonly observedAttributes = ["tex", "display"];
  readonly #place = this.attachShadow({ mode: "open" });
  #isDue = false;

  connectedCallback(): void {
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
    hidden.setAttribute("part", "source");
    hidden.ariaHidden = "true";
    hidden.append(source);
    this.#place.replaceChildren(formula, hidden);
  }
}
