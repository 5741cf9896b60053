import { html, type TemplateResult } from "lit/html.js";

/** The icons that the sprite of every page holds. */
export type IconName =
  | "agent"
  | "approval"
  | "arrow-down"
  | "arrow-up"
  | "attach"
  | "auto"
  | "book"
  | "chat"
  | "check"
  | "chevron-down"
  | "chevron-right"
  | "clock"
  | "close"
  | "compare"
  | "copy"
  | "edit"
  | "export"
  | "external"
  | "eye"
  | "file"
  | "filter"
  | "first"
  | "key"
  | "last"
  | "link"
  | "menu"
  | "model"
  | "moon"
  | "next"
  | "panel"
  | "pause"
  | "play"
  | "plus"
  | "previous"
  | "retry"
  | "runs"
  | "search"
  | "settings"
  | "stop"
  | "sun"
  | "swap"
  | "tool"
  | "wifi"
  | "wrap";

/** One icon of the sprite, 16 px, drawn in the colour of the text. Always decorative: name the control in words. */
export function icon(name: IconName, size: "small" | "normal" = "normal"): TemplateResult {
  return html`<svg class="icon ${size}" aria-hidden="true"><use href="#i-${name}" /></svg>`;
}
