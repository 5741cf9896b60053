import { html, render } from "lit/html.js";

/** As much of a recording is read: the request and the beginning of a long answer. */
const READ_CHARS = 1024 * 1024;

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
    this.#read(signal).catch((error: unknown) => {
      if (!signal.aborted)
        render(html`<p>The recording cannot be read: ${String(error)}</p>`, this);
    });
  }

  async #read(signal: AbortSignal): Promise<void> {
    const response = await fetch(this.getAttribute("src") ?? "", { signal });
    if (response.status === 404) {
      return this.#say("Nothing was recorded: this model did not answer over the network", signal);
    }
    if (!response.ok) return this.#say(`The server answered ${response.status}`, signal);
    const { exchangesView, readExchanges } = await import("#views/inspector/wire-exchange.ts");
    const exchanges = readExchanges(await beginning(response));
    if (!signal.aborted) render(exchangesView(exchanges), this);
  }

  #say(words: string, signal: AbortSignal): void {
    if (!signal.aborted) render(html`<p>${words}</p>`, this);
  }
}

async function beginning({ body }: Response): Promise<string> {
  let text = "";
  if (body === null) return text;
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length >= READ_CHARS) break;
  }
  return text;
}
