import type { Lane } from "#runtime/event/lane.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { isFailed, isSettled } from "#views/run/tool-call-words.ts";

/** A lane's newest value in a word or two: `hot` asks for a person, `idle` says that nothing came. */
export interface LaneValue {
  readonly text: string;
  readonly tone: "live" | "idle" | "hot";
}

const NONE: LaneValue = { text: "–", tone: "idle" };

export function laneValue(lane: Lane, run: RunState): LaneValue {
  switch (lane) {
    case "tokens":
      return words(run, "text");
    case "reasoning":
      return words(run, "reasoning");
    case "tools":
      return tools(run);
    case "bundle":
      return bundle(run);
    case "citations":
      return counted(run.citations.length);
    case "approvals":
      return approvals(run);
    case "status":
      return status(run);
    case "errors":
      return errors(run);
    case "artifacts":
      return counted(run.artifacts.length);
    case "usage":
      return counted(run.usage.output_tokens ?? 0);
  }
}

/** A lane's newest value in the fewest characters, for where there is no room for words. */
export function laneCount(lane: Lane, run: RunState): string {
  if (lane !== "tools") return laneValue(lane, run).text.split(" ", 1)[0] ?? "";
  const settled = run.calls.filter((call) => isSettled(call.status)).length;
  return run.calls.length === 0 ? NONE.text : `${settled}/${run.calls.length}`;
}

function status(run: RunState): LaneValue {
  if (isTerminal(run.status)) return { text: run.status.replace("_", " "), tone: "live" };
  return run.phase === undefined ? NONE : { text: run.phase, tone: "live" };
}

function counted(count: number): LaneValue {
  return count === 0 ? NONE : { text: count.toLocaleString("en"), tone: "live" };
}

function words(run: RunState, kind: "text" | "reasoning"): LaneValue {
  const count = run.parts.reduce(
    (sum, part) => (part.kind === kind && "text" in part ? sum + wordCount(part.text) : sum),
    0,
  );
  if (count === 0) return NONE;
  return { text: count === 1 ? "1 word" : `${count.toLocaleString("en")} words`, tone: "live" };
}

/** Counts spaces before words: a panel that is drawn ten times a second allocates nothing for it. */
function wordCount(text: string): number {
  let count = 0;
  let inWord = false;
  for (let index = 0; index < text.length; index++) {
    const space = text.charCodeAt(index) <= SPACE;
    if (!space && !inWord) count++;
    inWord = !space;
  }
  return count;
}

const SPACE = 0x20;

function tools({ calls }: RunState): LaneValue {
  if (calls.length === 0) return NONE;
  const running = calls.filter((call) => !isSettled(call.status)).length;
  if (running > 0) return { text: `${running} running`, tone: "live" };
  return { text: `${calls.length} done`, tone: "live" };
}

function bundle({ artifacts }: RunState): LaneValue {
  const newest = artifacts.findLast((artifact) => artifact.kind === "bundle");
  return newest === undefined ? NONE : { text: `v${newest.version}`, tone: "live" };
}

function approvals(run: RunState): LaneValue {
  const waiting = run.approvals.filter((approval) => approval.decision === undefined).length;
  if (waiting > 0) return { text: `${waiting} waiting`, tone: "hot" };
  return counted(run.approvals.length);
}

function errors(run: RunState): LaneValue {
  const failed = run.calls.filter((call) => isFailed(call.status)).length;
  const count = failed + run.parts.filter((part) => part.kind === "error").length;
  return count === 0 ? { text: "none", tone: "idle" } : counted(count);
}
