/**
 * The only live regions of a page. `polite` waits for a pause in what is being read, `assertive`
 * is for what needs the person now.
 */
export class UarAnnounce extends HTMLElement {
  readonly #regions = { polite: region("polite"), assertive: region("assertive") };

  connectedCallback(): void {
    this.classList.add("unseen");
    this.append(this.#regions.polite, this.#regions.assertive);
  }

  say(text: string, level: "polite" | "assertive" = "polite"): void {
    this.#regions[level].textContent = text;
  }
}

function region(level: "polite" | "assertive"): HTMLElement {
  const element = document.createElement("p");
  element.setAttribute("aria-live", level);
  element.setAttribute("role", level === "assertive" ? "alert" : "status");
  return element;
}
