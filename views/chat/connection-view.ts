import { html, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";

/** What a page says while its stream is away, by the reason. */
export const CONNECTION = {
  reconnecting: banner("retry", "Reconnecting.", "The run goes on meanwhile."),
  offline: banner("wifi", "Offline.", "The run goes on without you. What you send waits here."),
  refused: banner(
    "key",
    "The server refuses this page.",
    "Open the link that it printed at its start.",
  ),
} as const;

/** That the stream is back, and how many events after `from` it brought. */
export function backView(missed: number, from: number): TemplateResult {
  const words = missed > 0 ? `${missed} events caught up from ${from}` : "Nothing was missed";
  return banner("check", "Back.", words);
}

function banner(
  name: "check" | "key" | "retry" | "wifi",
  title: string,
  text: string,
): TemplateResult {
  return html`<div class="connection" role="status">
    ${icon(name)}<span><b>${title}</b> <small>${text}</small></span>
  </div>`;
}
