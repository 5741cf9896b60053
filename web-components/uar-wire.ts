/** `<uar-wire src>` shows what went to a provider and came back; the recording is read when shown. */
export class UarWire extends HTMLElement {
  static readonly observedAttributes = ["src"];
  #reading = new AbortController();

  connectedCallback(): void {
    this.#show();
  }

  attributeChangedCallback(_name: string, before: string | null): void {
    if (before !== null && this.isConnected) this.#show();
  }

  disconnectedCallback(): void {
    this.#reading.abort();
  }

  #show(): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    import("./inspector/show-wire.ts")
      .then(({ showWire }) => showWire(this, this.getAttribute("src") ?? "", signal))
      .catch(reportError);
  }
}
