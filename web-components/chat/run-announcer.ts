import { answerText, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import { isFailed, toolLabel } from "#views/run/tool-call-words.ts";
import type { UarAnnounce } from "#web-components/uar-announce.ts";

const PROGRESS_EVERY_MS = 10_000;
const STILL_EVERY_MS = 15_000;

/** Tells the boundaries of a run to those who listen: begun, tool, question, end. Never the tokens. */
export class RunAnnouncer {
  readonly #say: UarAnnounce["say"];
  #before: RunState | undefined;
  #spokenAt = 0;

  constructor(say: UarAnnounce["say"]) {
    this.#say = say;
  }

  /** `now` is in milliseconds that only go forward. */
  hear(run: RunState, now: number): void {
    const before = this.#before;
    this.#before = run;
    if (before?.run_id !== run.run_id) {
      if (!isTerminal(run.status)) this.#speak("Running", now);
      return;
    }
    const child = waitingChildren(run).find((id) => !waitingChildren(before).includes(id));
    const news =
      boundary(before, run) ??
      childNews(run, child) ??
      callNews(before, run) ??
      this.#reminder(run, now);
    if (news === undefined) return;
    const urgent = run.status === "failed" || isNewQuestion(before, run) || child !== undefined;
    this.#speak(news, now, urgent ? "assertive" : "polite");
  }

  #speak(text: string, now: number, level: "polite" | "assertive" = "polite"): void {
    this.#spokenAt = now;
    this.#say(text, level);
  }

  #reminder(run: RunState, now: number): string | undefined {
    if (isTerminal(run.status)) return undefined;
    const silent = now - this.#spokenAt;
    const call = run.calls.findLast((each) => each.status === "running");
    if (call?.total !== undefined && silent >= PROGRESS_EVERY_MS) {
      return `${toolLabel(call.name)} ${call.progress ?? 0} of ${call.total}`;
    }
    return silent >= STILL_EVERY_MS ? `Still working. ${run.title}` : undefined;
  }
}

function boundary(before: RunState, run: RunState): string | undefined {
  if (isNewQuestion(before, run)) {
    const asked = run.approvals.findLast((approval) => approval.decision === undefined);
    const tool = toolLabel(asked?.tool ?? "");
    if (asked?.about === "question") return `${tool} asks: ${asked.prompt}`;
    return asked?.about === undefined ? `Approval needed for ${tool}` : `Was ${tool} carried out?`;
  }
  if (before.status === run.status) return undefined;
  if (run.status === "completed") return `Answer complete, ${wordCount(answerText(run))} words`;
  if (run.status === "cancelling") return "Stopping";
  return isTerminal(run.status) ? run.title : undefined;
}

function isNewQuestion(before: RunState, run: RunState): boolean {
  return run.approvals.length > before.approvals.length;
}

function waitingChildren({ subagents = [] }: RunState): readonly string[] {
  return subagents
    .filter(({ work }) => work?.status.startsWith("waiting_"))
    .map(({ subagent_id }) => subagent_id);
}

function childNews({ subagents = [] }: RunState, id: string | undefined): string | undefined {
  const child = subagents.find(({ subagent_id }) => subagent_id === id);
  return child === undefined ? undefined : `${child.agent} waits for your answer`;
}

function callNews(before: RunState, run: RunState): string | undefined {
  const changed = run.calls.findLast((call) => statusIn(before, call) !== call.status);
  if (changed?.status === "running") return `Tool ${toolLabel(changed.name)} started`;
  if (changed === undefined || !isFailed(changed.status)) return undefined;
  return `Tool ${toolLabel(changed.name)} failed`;
}

function statusIn(run: RunState, call: ToolCallState): string | undefined {
  return run.calls.find((each) => each.tool_call_id === call.tool_call_id)?.status;
}

function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
