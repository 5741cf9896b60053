import { keyed } from "lit/directives/keyed.js";
import { html, type TemplateResult } from "lit/html.js";

/** How the browser is connected, in words. */
export interface Wire {
  readonly status: "off" | "live" | "catching up" | "offline" | "lost";
  readonly sequence: number;
  /** Milliseconds between an event's time and its arrival, once one came. */
  readonly lag?: number | undefined;
  readonly tabs?: number | undefined;
}

/** Rendered anew as a whole, since each value that grows would push the next one. */
export function wireFooter(wire: Wire): TemplateResult {
  const { status, sequence, tabs } = wire;
  const lag = wire.lag === undefined ? "–" : `${wire.lag} ms`;
  return html`${keyed(
    [status, sequence, lag, tabs].join(),
    html`<span>SSE <b>${status}</b></span
      ><span>seq <b>${sequence}</b></span
      ><span>lag <b>${lag}</b></span
      ><span>tabs <b>${tabs ?? "–"}</b></span>`,
  )}`;
}
