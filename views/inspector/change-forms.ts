import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { Verdict } from "#runtime/event/permission.ts";
import type { Change } from "#runtime/replay/changed-recording.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { MODE_WORDS } from "#views/mode-words.ts";
import { urls } from "#views/urls.ts";

/** The longest text of a change: it stands in an address. Characters. */
export const CHANGE_TEXT_MAX = 1_000;
/** The farthest that a clock is moved: a week. */
export const MINUTES_MAX = 10_080;

/** A run, its question, and the change that is looked at. */
interface ChangeForms {
  readonly run: RunState;
  readonly question: string;
  readonly change?: Change;
}

/** What may be otherwise in a replay: a form each, whose address is the change. Nothing is stored. */
export function changeForms(page: ChangeForms): TemplateResult {
  const { run, question } = page;
  return html`<section class="replay-changes" aria-labelledby="changes">
    <h2 id="changes">What if</h2>
    <p>
      Change one thing and see the first decision that would have been another one. Nothing is
      asked, run or kept; fork the run to see what comes of it.
    </p>
    ${form(page, "question", "The question", text("question", wordsOf(page, "question") ?? question))}
    ${form(
      page,
      "instructions",
      "The instructions",
      text("instructions", wordsOf(page, "instructions") ?? run.system_prompt),
    )}
    ${ownResults(run).length === 0 ? nothing : form(page, "result", "A tool's result", result(page))}
    ${form(page, "mode", "The permission mode", mode(page))}
    ${form(page, "rule", "A permission rule", rule(page))}
    ${form(page, "clock", "The clock", clock(page))}
  </section>`;
}

function form(
  { run, change }: ChangeForms,
  part: Change["part"],
  title: string,
  fields: TemplateResult,
): TemplateResult {
  return html`<details name="change" ?open=${change?.part === part}>
    <summary>${title}</summary>
    <form method="get" action=${urls.replay(run.run_id)}>
      <input type="hidden" name="change" value=${part} />
      ${fields}
      <button class="button">Replay under this change</button>
    </form>
  </details>`;
}

/** What is too long for an address is written anew. */
function text(name: string, value: string): TemplateResult {
  const id = `change-${name}`;
  const known = value.length > CHANGE_TEXT_MAX ? "" : value;
  return html`<label for=${id}>Instead</label>
    <textarea id=${id} name="text" rows="3" dir="auto" required maxlength=${CHANGE_TEXT_MAX}>
${known}</textarea>`;
}

function wordsOf({ change }: ChangeForms, part: "question" | "instructions"): string | undefined {
  return change?.part === part ? change.text : undefined;
}

function result({ run, change }: ChangeForms): TemplateResult {
  const chosen = change?.part === "result" ? change : undefined;
  return html`<label for="change-call">Call</label>
    <select id="change-call" name="call">
      ${ownResults(run).map(
        ({ tool_call_id, name, arguments_text }) =>
          html`<option value=${tool_call_id} ?selected=${tool_call_id === chosen?.tool_call_id}>
            ${name} ${arguments_text.slice(0, 80)}
          </option>`,
      )}
    </select>
    <label for="change-result">What it gave instead</label>
    <textarea id="change-result" name="text" rows="3" dir="auto" maxlength=${CHANGE_TEXT_MAX}>
${chosen?.content ?? ""}</textarea>`;
}

/** What a fork took over was given to another run. */
function ownResults({ calls, forked_from }: RunState) {
  const taken = forked_from?.sequence ?? 0;
  return calls.filter(({ result_sequence = 0, status }) => {
    return status === "done" && result_sequence > taken;
  });
}

function mode({ change }: ChangeForms): TemplateResult {
  const chosen = change?.part === "mode" ? change.mode : undefined;
  return html`<label for="change-mode">Mode</label>
    <select id="change-mode" name="mode">
      ${Object.entries(MODE_WORDS).map(
        ([name, words]) =>
          html`<option value=${name} ?selected=${name === chosen}>${name}: ${words}</option>`,
      )}
    </select>`;
}

const VERDICTS: readonly Verdict[] = ["deny", "ask", "allow"];

function rule({ change }: ChangeForms): TemplateResult {
  const known = change?.part === "rule" ? change.rule : undefined;
  return html`<label for="change-verdict">Verdict</label>
    <select id="change-verdict" name="verdict">
      ${VERDICTS.map((name) => html`<option ?selected=${name === known?.verdict}>${name}</option>`)}
    </select>
    <label for="change-match">Tools, such as files__*</label>
    <input id="change-match" name="match" required maxlength="200" value=${known?.match ?? ""} />`;
}

function clock({ run, change }: ChangeForms): TemplateResult {
  const { sequence, minutes } =
    change?.part === "clock" ? change : { sequence: run.first_sequence, minutes: 60 };
  return html`<label for="change-at">From event</label>
    <input
      id="change-at"
      name="at"
      type="number"
      required
      min=${run.first_sequence}
      max=${run.last_sequence}
      value=${sequence}
    />
    <label for="change-minutes">It is later by so many minutes</label>
    <input
      id="change-minutes"
      name="minutes"
      type="number"
      required
      min="1"
      max=${MINUTES_MAX}
      value=${minutes}
    />`;
}
