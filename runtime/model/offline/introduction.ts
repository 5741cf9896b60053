import type { ModelMessage } from "#runtime/model/driver.ts";

import type { OfflineStep, Situation } from "./offline-step.ts";
import type { OfflineTools } from "./offline-tools.ts";

const NAME = "offline reader";
const WHO_I_AM = `I am the ${NAME}, not a language model: I look words up in your files and quote what I find.`;
const HOW_TO_CONNECT = "Set `OPENAI_API_KEY` or start Ollama to talk to a model.";

/** The same step; the first answer of a conversation also says what it comes from. */
export function introduced(step: OfflineStep, earlier: readonly ModelMessage[]): OfflineStep {
  const isKnown = earlier.some(
    (message) => message.role === "assistant" && message.content.includes(NAME),
  );
  if (isKnown || step.kind === "call") return step;
  return { ...step, pieces: [...step.pieces, `\n\n_${WHO_I_AM} ${HOW_TO_CONNECT}_`] };
}

/** The answer to a greeting: what to ask for with the tools at hand. */
export function greet({ tools, turn }: Situation): OfflineStep {
  if (/^\s*(?:thanks|thank you)\b/i.test(turn.text)) return say("You are welcome.");
  const wishes = wishesFor(tools);
  return wishes.length === 0
    ? say("Hello. No tool is connected, so there is nothing that I can do yet.")
    : say(`Hello. Things to ask for:\n\n${wishes.map((wish) => `- ${wish}`).join("\n")}`);
}

function wishesFor(tools: OfflineTools): readonly string[] {
  const canLook = tools.search !== undefined || tools.read !== undefined;
  return [
    ...(canLook ? ["“What do the files say about retries?” looks the word up and quotes"] : []),
    ...(tools.list ? ["“List the files” shows what there is"] : []),
    ...(tools.write ? ["“Note that the demo is on Friday” saves a note, if you allow it"] : []),
    ...(tools.count ? ["“Count to 10” runs a slow tool, to watch or to stop"] : []),
    ...(tools.fail ? ["“What fails?” shows how a failing tool looks"] : []),
  ];
}

function say(text: string): OfflineStep {
  return { kind: "answer", thought: "", pieces: [text] };
}
