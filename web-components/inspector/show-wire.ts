import { html, render, type TemplateResult } from "lit/html.js";

import { exchangesView, readExchanges } from "#views/inspector/wire-exchange.ts";

/** As much of a recording is read: the request and the beginning of a long answer. */
const READ_CHARS = 1024 * 1024;

/** Reads a recording and shows it in a place, or says why it cannot. Does nothing once `signal` is aborted. */
export async function showWire(
  place: HTMLElement,
  src: string,
  signal: AbortSignal,
): Promise<void> {
  const shown = await read(src, signal).catch(
    (error: unknown) => html`<p>The recording cannot be read: ${String(error)}</p>`,
  );
  if (!signal.aborted) render(shown, place);
}

async function read(src: string, signal: AbortSignal): Promise<TemplateResult> {
  const response = await fetch(src, { signal });
  if (response.status === 404) {
    return html`<p>Nothing was recorded: this model did not answer over the network</p>`;
  }
  if (!response.ok) return html`<p>The server answered ${response.status}</p>`;
  return exchangesView(readExchanges(await beginning(response)));
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
