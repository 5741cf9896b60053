import { html, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { readCodeInfo } from "./code-info.ts";
import { growingText } from "./growing-text.ts";

/** A block of code: its language or file, what can be done with it, and the code in a place that scrolls. */
export function codeBlock(code: string, info = ""): TemplateResult {
  const { language, name } = readCodeInfo(info);
  const label = name ?? (language === "" ? "text" : language);
  return html`<figure class="code" data-language=${language}>
    <figcaption>
      <span>${label}</span>
      <button
        class="button ghost small square needs-script"
        type="button"
        data-code="wrap"
        aria-pressed="false"
        aria-label="Wrap lines"
        title="Wrap lines"
      >
        ${icon("wrap", "small")}
      </button>
      <button
        class="button ghost small square needs-script"
        type="button"
        data-code="download"
        aria-label="Download ${label}"
        title="Download"
      >
        ${icon("export", "small")}
      </button>
      <button class="button ghost small needs-script" type="button" data-copy="code">
        ${icon("copy", "small")}<span>Copy</span>
      </button>
    </figcaption>
    <pre
      tabindex="0"
      role="group"
      aria-label="Code, ${label}"
      dir="ltr"
    ><code>${growingText(code)}</code></pre>
  </figure>`;
}
