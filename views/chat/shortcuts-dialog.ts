import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";

/** Keys, apart by spaces, and what they do. */
export type KeyWords = readonly [string, string];

/** What each key does, in the order of use. */
const KEYS: readonly KeyWords[] = [
  ["Enter", "Send"],
  ["Ctrl Enter", "Send now: the run is stopped for it"],
  ["Shift Enter", "New line"],
  ["/", "Commands, in an empty message"],
  ["Esc", "Close what is open, then stop the run"],
  ["A", "Allow once"],
  ["D", "Deny"],
  ["I", "Inspect the run"],
  ["Y", "Copy the last answer as Markdown"],
  ["End", "Go to the latest and follow"],
  ["↑", "Edit the last message, while the box is empty"],
  ["[ ]", "Version before, version after"],
  ["Alt ↑ ↓", "Turn before, turn after; in the queue, move a message"],
  ["Ctrl .", "Lanes"],
  ["Ctrl K", "Go to anything"],
  [
    "G then C R A E T K M D S",
    "Chat, runs, approvals, agents, tools, tasks, memory, docs, settings",
  ],
  ["T", "Next theme"],
  ["?", "This list"],
];

/** The list of keys, the chat's where none is given, and the switch that turns the single ones off. */
export function shortcutsDialog(keys: readonly KeyWords[] = KEYS): TemplateResult {
  return html`<dialog class="shortcuts" id="shortcuts" aria-labelledby="shortcuts-heading">
    <h2 id="shortcuts-heading">Keys</h2>
    <dl>
      ${keys.map(
        ([pressed, action]) =>
          html`<div>
            <dt>${pressed.split(" ").map((key) => html`<kbd class="key">${key}</kbd> `)}</dt>
            <dd>${action}</dd>
          </div>`,
      )}
    </dl>
    <label><input type="checkbox" data-single-keys checked />Keys of a single letter</label>
    <a href=${urls.settings("shortcuts")}>Change keys</a>
    <form method="dialog"><button class="button primary">Close</button></form>
  </dialog>`;
}
