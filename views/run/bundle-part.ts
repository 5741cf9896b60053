import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Part } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { PLACE, urls } from "#views/urls.ts";
import { partFrame } from "./part-frame.ts";
import type { PartPlacement } from "./part-placement.ts";

const HEIGHT_DEFAULT_PX = 240;
const HEIGHT_MIN_PX = 60;
const HEIGHT_MAX_PX = 720;

/**
 * HTML that a model or tool made, in a frame of its own without an origin. The height is set before
 * anything loads and stays, so a new version moves nothing.
 */
export function bundlePart(
  part: Extract<Part, { kind: "bundle" }>,
  { run }: PartPlacement,
): TemplateResult | typeof nothing {
  const artifact = run.artifacts.find((known) => known.artifact_id === part.artifact_id);
  if (artifact === undefined) return nothing;
  const { title, version } = artifact;
  const address =
    PLACE === "file"
      ? dataAddress(artifact.content ?? "")
      : urls.bundle(run.run_id, artifact.artifact_id, version);
  const wanted = artifact.height ?? HEIGHT_DEFAULT_PX;
  const height = Math.min(HEIGHT_MAX_PX, Math.max(HEIGHT_MIN_PX, wanted));
  const body = html`<figure class="bundle">
    <figcaption>
      ${laneGlyph("bundle")}<b dir="auto">${title}</b
      ><span class="end">bundle v${version}${PLACE === "file" ? ", without its script" : ""}</span>
      ${PLACE === "file" ? nothing : newTab(address, title)}
    </figcaption>
    <iframe
      src=${address}
      title=${title}
      height=${height}
      sandbox=${PLACE === "file" ? "" : "allow-scripts"}
      referrerpolicy="no-referrer"
    ></iframe>
  </figure>`;
  return partFrame(run, part, { lane: "bundle", body });
}

function newTab(address: string, title: string): TemplateResult {
  return html`<a
    class="button ghost small square"
    href=${address}
    target="_blank"
    rel="noopener noreferrer"
    aria-label="Open ${title} in a new tab"
    >${icon("external", "small")}</a
  >`;
}

/** A bundle within a file: its frame runs no script and loads nothing. */
function dataAddress(content: string): string {
  return `data:text/html;charset=utf-8,${encodeURIComponent(content.toWellFormed())}`;
}
