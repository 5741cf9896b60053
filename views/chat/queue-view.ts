import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";

/** The messages that wait for the run before them, next first: plain forms, one to each. */
export function queueView({ queue, turns }: Pick<ThreadState, "queue" | "turns">): TemplateResult {
  const waiting = queue.flatMap((id) => turns.filter(({ turn_id }) => turn_id === id));
  if (waiting.length === 0) return html``;
  return html`<ol class="queue" aria-label="Queued messages">
    ${waiting.map((turn, index) => chip(turn, { index, isLast: index === waiting.length - 1 }))}
  </ol>`;
}

function chip(
  turn: TurnState,
  { index, isLast }: { readonly index: number; readonly isLast: boolean },
): TemplateResult {
  const { turn_id } = turn;
  return html`<li data-queued=${turn_id}>
    <span class="queue-place">${index === 0 ? "Next" : "Then"}</span>
    ${words(turn)}
    <form class="queue-acts" method="post" action=${urls.queued(turn_id)} data-quiet>
      <button
        class="button ghost small"
        name="change"
        value="steer"
        title="Stops the run and sends this"
      >
        Send now
      </button>
      ${
        index === 0
          ? nothing
          : html`<button
              class="button ghost small square"
              name="change"
              value="promote"
              aria-label="Make it next"
            >
              ${icon("arrow-up", "small")}
            </button>`
      }
      ${
        isLast
          ? nothing
          : html`<button
              class="button ghost small square"
              name="change"
              value="down"
              aria-label="Move down"
            >
              ${icon("arrow-down", "small")}
            </button>`
      }
      <button
        class="button ghost small square"
        name="change"
        value="remove"
        aria-label="Remove from the queue"
      >
        ${icon("close", "small")}
      </button>
    </form>
  </li>`;
}

/** A message may be edited while it waits; what asks for no answer has no words to edit. */
function words({ turn_id, text, attachments = [], run }: TurnState): TemplateResult {
  const files = attachments.map(({ name }) => name).join(", ");
  if (run.kind !== undefined) return html`<span class="queued">${text}</span>`;
  return html`<details class="queued" data-turn=${turn_id}>
    <summary dir="auto" title="Edit">
      ${[text, files].filter((part) => part !== "").join(" · ")}
    </summary>
    <form method="post" action=${urls.queued(turn_id)} data-quiet>
      <textarea name="message" aria-label="Queued message" required rows="3" dir="auto">
${text}</textarea>
      <button class="button small" name="change" value="edit">Save</button>
    </form>
  </details>`;
}
