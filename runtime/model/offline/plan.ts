import { type CurrentTurn, currentTurn } from "#runtime/model/current-turn.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";

import { type Intent, intentOf } from "./intent.ts";
import { greet, introduced } from "./introduction.ts";
import { keywordsOf } from "./keywords.ts";
import { lookUp } from "./look-up.ts";
import type { OfflineStep, Situation } from "./offline-step.ts";
import { findOfflineTools } from "./offline-tools.ts";
import { withReceived } from "./received-files.ts";
import { summariseMarked } from "./summarise.ts";
import { callNamed, countTo, showFailure, showFiles } from "./try-tool.ts";
import { writeNote } from "./write-note.ts";

/** The offline model's next step: a pure function of the request. Each turn ends in an answer. */
export function planStep(request: ModelRequest): OfflineStep {
  if (request.purpose === "compaction") return summaryOf(request);
  const turn = currentTurn(request.messages);
  const intent = intentOf(turn.text, request.tools);
  const situation = {
    turn,
    tools: findOfflineTools(request.tools),
    keywords: subjectOf(turn, intent),
  };
  const step = withReceived(stepFor(intent, situation), turn.attachments);
  return introduced(step, turn.earlier);
}

function summaryOf(request: ModelRequest): OfflineStep {
  return { kind: "answer", thought: "", pieces: [summariseMarked(request)] };
}

function stepFor(intent: Intent, situation: Situation): OfflineStep {
  switch (intent.kind) {
    case "greeting":
      return greet(situation);
    case "tool":
      return callNamed(situation, intent.name, intent.arguments);
    case "count":
      return countTo(situation, intent.to);
    case "fail":
      return showFailure(situation);
    case "write":
      return writeNote(situation);
    case "list":
      return showFiles(situation);
    case "question":
      return lookUp(situation);
  }
}

/** In a wish for a note the words for notes are no subject. */
function subjectOf(turn: CurrentTurn, intent: Intent): readonly string[] {
  const keywords = keywordsOf(turn.text);
  if (intent.kind !== "write") return keywords;
  return keywords.filter(
    (word) => !/^(?:notes?|saved?|store|record|summ\w+|findings?)$/.test(word),
  );
}
