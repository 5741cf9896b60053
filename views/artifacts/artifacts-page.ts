import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { bytes, count } from "#views/inspector/quantity.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { relativeTime } from "#views/relative-time.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import { urls } from "#views/urls.ts";

/** What a run left, and the run and event that it comes from. */
interface Left {
  readonly run_id: string;
  /** What the run was asked. */
  readonly question: string;
  readonly sequence: number;
  /** When the run was asked, ISO 8601. */
  readonly at: string;
}

/** The newest version of what a run made. */
export interface ListedArtifact extends Left {
  readonly artifact_id: string;
  readonly kind: "bundle" | "file";
  readonly title: string;
  readonly media_type: string;
  readonly version: number;
  /** Absent where the log holds no content of it. */
  readonly bytes?: number;
}

/** An output that was too large for the log. */
export interface ListedOutput extends Left {
  readonly output_ref: string;
  /** The tool that gave it. */
  readonly tool: string;
  readonly bytes: number;
  readonly expired: boolean;
}

export interface ArtifactsPage extends PageFrame {
  /** Both with the newest first. */
  readonly artifacts: readonly ListedArtifact[];
  readonly outputs: readonly ListedOutput[];
  /** Branches of sessions that were not looked at, being older. */
  readonly unseen: number;
}

/** What runs made and what they gave too much of, over all sessions. */
export function artifactsPage(page: ArtifactsPage): TemplateResult {
  const { artifacts, outputs, unseen } = page;
  const { now } = page.shell;
  const main = pageMain(
    {
      title: "Artifacts",
      meta: [
        count(artifacts.length, "artifact"),
        ...(outputs.length === 0 ? [] : [count(outputs.length, "kept output")]),
      ].join(", "),
    },
    artifacts.length + outputs.length === 0
      ? nothingYet()
      : html`${
          artifacts.length === 0
            ? ""
            : html`<section>
                <h2>Made by runs</h2>
                <ul class="rows made-rows">
                  ${artifacts.map((artifact) => artifactRow(artifact, now))}
                </ul>
              </section>`
        }
        ${
          outputs.length === 0
            ? ""
            : html`<section>
                <h2>Kept outputs</h2>
                <p class="quiet">What tools gave beyond what the log holds, whole, as a file.</p>
                <ul class="rows made-rows">
                  ${outputs.map((output) => outputRow(output, now))}
                </ul>
              </section>`
        }
        ${unseen === 0 ? "" : html`<p class="quiet">${unseen} older branches are not listed here.</p>`}`,
  );
  return playgroundPage(page, {
    title: "Artifacts",
    current: "artifacts",
    layout: "sidebar",
    main,
  });
}

function nothingYet(): TemplateResult {
  return html`<p class="quiet">
      No artifacts yet. What a run makes beside its answer, such as a page or a file, is listed
      here.
    </p>
    <p>
      <a class="button primary" href=${urls.lab("bundle")}>Play one that makes a bundle</a>
    </p>`;
}

function artifactRow(artifact: ListedArtifact, now: string): TemplateResult {
  const { run_id, artifact_id, kind, title, media_type, version, sequence } = artifact;
  const isBundle = kind === "bundle";
  const name = isBundle
    ? html`<a
        class="row-main"
        dir="auto"
        href=${urls.bundle(run_id, artifact_id, version)}
        target="_blank"
        rel="noopener noreferrer"
        >${title}${icon("external", "small")}<span class="unseen">, opens in a new tab</span></a
      >`
    : html`<a class="row-main" dir="auto" href=${urls.event(run_id, sequence)}>${title}</a>`;
  const size = artifact.bytes === undefined ? [] : [bytes(artifact.bytes)];
  return row(artifact, now, {
    name: html`${laneGlyph("bundle")}${name}`,
    facts: [isBundle ? "Bundle" : media_type, `version ${version}`, ...size],
  });
}

function outputRow(output: ListedOutput, now: string): TemplateResult {
  const { output_ref, tool, expired } = output;
  const name = expired
    ? html`<span class="row-main">${toolLabel(tool)}</span>`
    : html`<a class="row-main" href=${urls.output(output_ref)}>${toolLabel(tool)}</a>`;
  return row(output, now, {
    name: html`${laneGlyph("tools")}${name}`,
    facts: [bytes(output.bytes), ...(expired ? ["kept no longer"] : [])],
  });
}

function row(
  { run_id, question, sequence, at }: Left,
  now: string,
  { name, facts }: { readonly name: TemplateResult; readonly facts: readonly string[] },
): TemplateResult {
  return html`<li>
    <span class="made-name">${name}</span>
    <span class="row-text"
      >${facts.join(" · ")} ·
      <a href=${urls.event(run_id, sequence)} dir="auto">${question}</a></span
    >
    <time class="row-end" datetime=${at}>${relativeTime(at, now)}</time>
  </li>`;
}
