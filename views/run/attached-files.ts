import { html, nothing, type TemplateResult } from "lit/html.js";

import type { AttachedFile } from "#runtime/state/kept-output.ts";
import { bytes } from "#views/inspector/quantity.ts";
import { PLACE, urls } from "#views/urls.ts";

/** The files that came with a question: pictures small, all with their name and size. */
export function attachedFiles(
  files: readonly AttachedFile[] = [],
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<ul class="attached" aria-label="Attached files">
    ${files.map(attachedFile)}
  </ul>`;
}

function attachedFile(file: AttachedFile): TemplateResult {
  const { output_ref, name, media_type, expired } = file;
  const size = html`<small>${bytes(file.bytes)}</small>`;
  if (expired !== undefined || PLACE === "file") {
    const gone = expired === undefined ? nothing : html`<small>kept no longer</small>`;
    return html`<li><span dir="auto">${name}</span>${size}${gone}</li>`;
  }
  const href = urls.output(output_ref);
  const picture = media_type.startsWith("image/")
    ? html`<img src=${href} alt="" loading="lazy" />`
    : nothing;
  return html`<li>
    <a href=${href}>${picture}<span dir="auto">${name}</span></a
    >${size}
  </li>`;
}
