import type { ModelMessage } from "#runtime/model/driver.ts";
import { callsOf, gatherEvidence } from "./evidence.ts";
import { lookUp } from "./look-up.ts";
import type { OfflineStep, Situation } from "./offline-step.ts";
import type { OfflineTool } from "./offline-tools.ts";
import { placeOf, quoteMarkdown } from "./quote.ts";
import { failureLine } from "./report.ts";
import { sentenceCase } from "./wording.ts";

const TITLE_WORDS = 6;

/** The next step of saving a note: find what to save where the person names only a subject, ask, report. */
export function writeNote(situation: Situation): OfflineStep {
  const { turn, tools } = situation;
  if (tools.write?.main === undefined) return say("None of the connected tools saves a note.");
  const [written] = callsOf(turn, tools.write);
  if (written !== undefined) {
    const { content = "", is_error = true } = written.result ?? {};
    return say(is_error ? `The note was not saved. ${failureLine(written)}` : saved(content));
  }
  const text = noteText(turn.text, turn.earlier);
  if (text === "")
    return say("What should the note say? For example: note that the demo is on Friday");
  if (text !== undefined) return save(tools.write, titleOf(text), text);
  return saveFindings(situation, tools.write);
}

function saveFindings(situation: Situation, write: OfflineTool): OfflineStep {
  const step = lookUp(situation);
  if (step.kind === "call") return step;
  const { keywords } = situation;
  const { passages } = gatherEvidence(situation);
  if (passages.length === 0) return step;
  const quotes = passages.map(
    (passage) => `From ${placeOf(passage)}:\n\n${quoteMarkdown(passage)}`,
  );
  return save(write, sentenceCase(keywords.join(" ")), quotes.join("\n\n"));
}

function save(write: OfflineTool, title: string, text: string): OfflineStep {
  const heading =
    write.title === undefined ? {} : { [write.title]: headingFor(write.title, title) };
  return {
    kind: "call",
    thought: `I ask to save a note titled "${title}".`,
    calls: [
      { name: write.name, arguments: { ...heading, ...(write.main && { [write.main]: text }) } },
    ],
  };
}

/** A tool that files notes by path needs a name that every file system takes. */
function headingFor(argument: string, title: string): string {
  if (!/path|file/.test(argument)) return title;
  const slug = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `${slug.replaceAll(/^-|-$/g, "") || "note"}.md`;
}

const QUOTED = /"([^"]{2,})"|“([^”]{2,})”/;
const SAID = /(?:\bthat\b|:|\bsaying\b)\s*(\S.*)$/is;
const SUBJECT = /\b(?:summar\w*|findings?|about|of what)\b/i;
const LAST_ANSWER = /\b(?:this|it|that|(?:the|your) answer)\b\W*(?:\w+\W*){0,4}$/i;
const VERB = /^\W*(?:(?:please|can you|could you)\s+)*\w+\s*(?:down\b|(?:a|the)?\s*notes?\b)?\s*/i;

/** What the note is to say; undefined when that has to be looked up first, empty when nobody said. */
function noteText(wish: string, earlier: readonly ModelMessage[]): string | undefined {
  const quoted = QUOTED.exec(wish);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? "";
  const said = SAID.exec(wish)?.[1];
  if (said !== undefined) return sentenceCase(said.trim());
  if (SUBJECT.test(wish)) return undefined;
  if (LAST_ANSWER.test(wish)) return lastAnswer(earlier);
  return sentenceCase(wish.replace(VERB, "").trim());
}

function lastAnswer(earlier: readonly ModelMessage[]): string {
  const last = earlier.findLast(
    (message) => message.role === "assistant" && message.content !== "",
  );
  return last?.content ?? "";
}

function titleOf(text: string): string {
  const words = text
    .replaceAll(/[#>*_`]/g, "")
    .trim()
    .split(/\s+/)
    .slice(0, TITLE_WORDS);
  return words.join(" ").replace(/[.,:;!?]+$/, "");
}

function saved(content: string): string {
  return content.trim() === "" ? "The note is saved." : `The note is saved. ${content.trim()}`;
}

function say(text: string): OfflineStep {
  return { kind: "answer", thought: "", pieces: [text] };
}
