import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { CatalogTool } from "#runtime/event/tool.ts";
import { effectName } from "./effect-words.ts";
import { shortName, toolAddress } from "./tool-place.ts";

/** Tools in rows: the name leads to its page. */
export function toolList(tools: readonly CatalogTool[]): TemplateResult {
  return html`<ul class="rows">
    ${tools.map(
      (tool) =>
        html`<li>
          <a class="row-main" href=${toolAddress(tool)}><code>${shortName(tool)}</code></a>
          <span class="row-text">${firstSentence(tool.description)}</span>
          <span class="tag">${effectName(tool.effect)}</span>
        </li>`,
    )}
  </ul>`;
}

function firstSentence(text: string): string {
  const end = text.search(/\.\s|\n/u);
  return end === -1 ? text : text.slice(0, end + 1).trim();
}
