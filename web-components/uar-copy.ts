import { copyText } from "./inspector/copy-text.ts";

/** `<uar-copy>` puts the value of the input in it on the clipboard when its button is pressed. */
export class UarCopy extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#copy);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#copy);
  }

  readonly #copy = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const input = this.querySelector("input");
    if (button !== null && input !== null) copyText(this, input.value, "copy-address");
  };
}
