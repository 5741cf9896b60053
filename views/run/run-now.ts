import { html, nothing, type TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { urls } from "#views/urls.ts";
import { elapsed } from "./elapsed.ts";
import { isSettled } from "./tool-call-words.ts";
import type { RunViewOptions } from "./part-placement.ts";

/** What a run does while none of its parts says so: between two steps, before the first word. */
export function runNow(run: RunState, { mode }: RunViewOptions): TemplateResult | typeof nothing {
  if (isSpeaking(run)) return nothing;
  const lane = run.status === "waiting_permission" ? "approvals" : "status";
  const status = run.status === "queued" ? "idle" : "running";
  return html`<div class="run-now" data-lane=${lane}>
    <p>
      <i class="dot" data-status=${mode === "live" ? status : "idle"}></i
      >${words(run)}${left(run, mode)}
    </p>
    ${forceForm(run, mode)}
    ${run.parts.length === 0 && run.status === "running" ? SKELETON : nothing}
  </div>`;
}

const SKELETON = html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;

/** Whether the last part shows by itself that the run goes on. */
function isSpeaking(run: RunState): boolean {
  const last = run.parts.at(-1);
  if (last === undefined || run.status === "cancelling") return false;
  switch (last.kind) {
    case "text":
    case "reasoning":
      return last.open;
    case "tools":
      return run.calls.some(
        (call) => last.tool_call_ids.includes(call.tool_call_id) && !isSettled(call.status),
      );
    case "approval":
      return run.status === "waiting_permission";
    case "bundle":
    case "error":
    case "notice":
      return false;
  }
}

/** Which rungs of the stop are taken and still wait for an answer (R6). */
function stopWords(run: RunState): string {
  const calls = run.calls.filter(({ status }) => status === "running").length;
  const asked = [
    run.steps.at(-1)?.state === "open" ? "asked the model" : "",
    calls === 0 ? "" : `asked ${calls} ${calls === 1 ? "tool" : "tools"}`,
  ].filter((rung) => rung !== "");
  return asked.length === 0 ? "Stopping" : `Stopping: ${asked.join(", ")}`;
}

/** How long a stop has taken, of the time after which the run ends whatever its parts do. */
function left({ status, cancel }: RunState, mode: RunViewOptions["mode"]): unknown {
  if (status !== "cancelling" || mode !== "live") return nothing;
  return html` ${elapsed(cancel?.at)} of 5 s`;
}

/** The last rung: what does not stop by itself is left behind, and its outcome is unknown. */
function forceForm({ run_id, status, cancel }: RunState, mode: RunViewOptions["mode"]): unknown {
  const canForce = status === "cancelling" && cancel?.forced !== true;
  if (!canForce || mode !== "live") return nothing;
  return html`<form method="post" action=${urls.interrupt(run_id)} data-quiet>
    <input type="hidden" name="force" value="yes" />
    <button class="button small" title="Ends the run now; what does not stop is left behind">
      Force stop
    </button>
  </form>`;
}

function words(run: RunState): string {
  switch (run.status) {
    case "queued":
      return "Queued, starts when the run before it has ended";
    case "cancelling":
      return stopWords(run);
    case "waiting_permission":
      return "Waits for your answer";
    default:
      return run.title === "" ? "Running" : run.title;
  }
}
