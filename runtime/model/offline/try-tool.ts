import type { Json } from "#runtime/event/shared.ts";

import { answerWithFiles } from "./answer.ts";
import { callsOf, gatherEvidence } from "./evidence.ts";
import type { OfflineStep, Situation } from "./offline-step.ts";
import { report } from "./report.ts";

/** Calls the tool that the person named, and says what came of it. */
export function callNamed(
  { turn }: Situation,
  name: string,
  args: Record<string, Json>,
): OfflineStep {
  const call = turn.calls.find((done) => done.name === name);
  return call === undefined
    ? ask(`You name \`${name}\`, so I call it.`, name, args)
    : say(report(call));
}

/** Runs the slow counter. */
export function countTo({ turn, tools }: Situation, to: number): OfflineStep {
  const tool = tools.count;
  if (tool?.main === undefined) return say("None of the connected tools counts.");
  const [call] = callsOf(turn, tool);
  const thought = `I count to ${to} with \`${tool.name}\`.`;
  return call === undefined ? ask(thought, tool.name, { [tool.main]: to }) : say(report(call));
}

/** Calls the tool that fails, and says honestly what came of it. */
export function showFailure({ turn, tools }: Situation): OfflineStep {
  const tool = tools.fail;
  if (tool === undefined) return say("None of the connected tools is known to fail.");
  const [call] = callsOf(turn, tool);
  if (call === undefined)
    return ask(`\`${tool.name}\` is known to fail. I call it.`, tool.name, {});
  const comment =
    call.result?.is_error === false
      ? "It did not fail this time."
      : "That ended the call and nothing else: the run goes on, and the model reads why.";
  return say(`${report(call)}\n\n${comment}`);
}

/** Lists the files. */
export function showFiles(situation: Situation): OfflineStep {
  const { turn, tools } = situation;
  if (tools.list === undefined) return say("None of the connected tools lists files.");
  return callsOf(turn, tools.list).length === 0
    ? ask("I list the files.", tools.list.name, {})
    : answerWithFiles(gatherEvidence(situation));
}

function ask(thought: string, name: string, args: Record<string, Json>): OfflineStep {
  return { kind: "call", thought, calls: [{ name, arguments: args }] };
}

function say(text: string): OfflineStep {
  return { kind: "answer", thought: "", pieces: [text] };
}
