import { html, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { decodeCharacterReferences } from "./character-reference.ts";

/** A block of code with its language and a button that copies it. */
export function codeBlock(code: string, info = ""): TemplateResult {
  const language = decodeCharacterReferences(info).trim().split(/\s/, 1)[0] ?? "";
  return html`<figure class="code">
    <figcaption>
      <span>${language === "" ? "text" : language}</span>
      <button class="button ghost small needs-script" type="button" data-copy="code">
        ${icon("copy", "small")}<span>Copy</span>
      </button>
    </figcaption>
    <pre tabindex="0" dir="ltr"><code>${code}</code></pre>
  </figure>`;
}
