import { keyed } from "lit/directives/keyed.js";
import { html, nothing, type TemplateResult } from "lit/html.js";

import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ArtifactState } from "#runtime/state/artifact-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { citationPlace } from "#views/run/citation-mark.ts";
import { runCostWords } from "#views/run/cost-words.ts";
import { urls } from "#views/urls.ts";
import type { LaneActivity } from "./lane-activity.ts";
import { laneMixer, type Mixer } from "./lane-mixer.ts";

/** The panel beside the thread: the lanes of one run, its loop, and what it rests on and made. */
export function lanesPanel(run: RunState, activity: LaneActivity, mixer: Mixer): TemplateResult {
  return html`<header>
      <h2>Lanes</h2>
      <span>last 20 s</span>
    </header>
    ${laneMixer(run, activity, mixer)} ${loopPhases(run)} ${usage(run)} ${routing(run)}
    ${sources(run)} ${keyed(run.citations.length, artifacts(run))}`;
}

const PHASES = ["plan", "monitor", "perform", "observe"] as const;
const PHASE_NAMES = { plan: "Plan", monitor: "Monitor", perform: "Perform", observe: "Observe" };

function loopPhases(run: RunState): TemplateResult {
  const ended = isTerminal(run.status);
  const current = run.phase === undefined ? -1 : PHASES.indexOf(run.phase);
  const label = ended
    ? `The loop has ended, ${passCount(run)}`
    : `Loop phase: ${run.phase ?? "none yet"}, pass ${run.pass}`;
  return html`<div class="loop" role="img" aria-label=${label}>
    ${PHASES.map((phase, index) => {
      const state =
        !ended && index === current ? "now" : ended || index < current ? "done" : "next";
      return html`<div data-state=${state}>
        ${PHASE_NAMES[phase]}<small>${passWords(run, phase, state)}</small>
      </div>`;
    })}
  </div>`;
}

function passWords(run: RunState, phase: string, state: string): string {
  if (state === "now") return `pass ${run.pass}`;
  return phase === "observe" && isTerminal(run.status) && run.pass > 0 ? passCount(run) : "";
}

function passCount({ pass }: RunState): string {
  return pass === 1 ? "1 pass" : `${pass} passes`;
}

function sources(run: RunState): TemplateResult | typeof nothing {
  if (run.citations.length === 0) return nothing;
  return html`<section class="panel-section">
    <h3>${laneGlyph("citations")}Sources <span>${run.citations.length}</span></h3>
    <ul>
      ${run.citations.map(
        (citation) =>
          html`<li>
            <a class="source" href=${urls.source(run.run_id, citation.index)}>
              <span class="number">${citation.index}</span>
              <b>${citationPlace(citation)}</b>
              <span class="quote" dir="auto">${citation.quote ?? citation.title}</span>
            </a>
          </li>`,
      )}
    </ul>
  </section>`;
}

function artifacts(run: RunState): TemplateResult | typeof nothing {
  if (run.artifacts.length === 0) return nothing;
  return html`<section class="panel-section">
    <h3>${laneGlyph("bundle")}Artifacts <span>${run.artifacts.length}</span></h3>
    <ul>
      ${run.artifacts.map((artifact) => html`<li>${artifactLink(run, artifact)}</li>`)}
    </ul>
  </section>`;
}

function artifactLink(run: RunState, artifact: ArtifactState): TemplateResult {
  const { kind, version } = artifact;
  const href =
    kind === "bundle"
      ? urls.bundle(run.run_id, artifact.artifact_id, version)
      : urls.event(run.run_id, artifact.sequence);
  return html`<a class="source" href=${href}>
    <span class="mark">${icon("file", "small")}</span>
    <b>${artifact.title}</b>
    <span class="quote"
      >${kind === "bundle" ? "Bundle" : artifact.media_type}, version ${version}</span
    >
  </a>`;
}

const USAGE = [
  ["input_tokens", "Input"],
  ["cached_input_tokens", "Input from cache"],
  ["output_tokens", "Output"],
  ["reasoning_tokens", "Reasoning"],
] as const;

/** All rows from the start, so that what stands below stays where it is. */
function usage(run: RunState): TemplateResult {
  const missing = isTerminal(run.status) ? "not reported" : "–";
  const tokens = USAGE.map(
    ([field, name]) => [name, run.usage[field]?.toLocaleString("en")] as const,
  );
  return html`<section class="panel-section">
    <h3>Tokens <span>${run.model}</span></h3>
    ${facts([...tokens, ["Cost", runCostWords(run)]], missing)}
  </section>`;
}

/** Which model answers and why; retries and a model that was given up only where there are some. */
function routing({ routing: known, steps, status }: RunState): TemplateResult {
  const missing = isTerminal(status) ? "not decided" : "–";
  const { decision, candidates = [], fallbacks = [] } = known ?? {};
  const eligible = candidates.filter((candidate) => candidate.eligible).length;
  const retries = steps.filter(({ attempt }) => attempt > 1).length;
  const last = fallbacks.at(-1);
  return html`<section class="panel-section">
    <h3>Routing</h3>
    ${facts(
      [
        ["Model", decision && `${decision.provider}/${decision.model}`],
        ["Because", decision?.reason],
        ["Candidates", known && `${eligible} of ${candidates.length}`],
        ...(retries > 0 ? [["Retries", String(retries)] as const] : []),
        ...(last ? [["Instead of", `${last.from.provider}/${last.from.model}`] as const] : []),
      ],
      missing,
    )}
  </section>`;
}

type Fact = readonly [name: string, value: string | undefined];

function facts(rows: readonly Fact[], missing: string): unknown {
  const values = rows.map(([, value]) => value ?? missing);
  const list = rows.map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd ?data-missing=${value === undefined} title=${value ?? nothing}>${value ?? missing}</dd>
      </div>`,
  );
  return keyed(values.join(), html`<dl>${list}</dl>`);
}
