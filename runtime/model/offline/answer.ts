import type { Evidence } from "./evidence.ts";
import { stemOf } from "./keywords.ts";
import type { AnswerPiece, OfflineStep, Situation } from "./offline-step.ts";
import { countStems } from "./passages.ts";
import { citationOf, placeOf, quoteMarkdown } from "./quote.ts";
import { failureLine } from "./report.ts";
import { enumerate, plural, quoted } from "./wording.ts";

const MAX_LISTED_FILES = 12;

/** The answer that quotes what was found, each quotation with its citation. */
export function answerFromPassages({ keywords }: Situation, evidence: Evidence): OfflineStep {
  const { passages } = evidence;
  const text = passages.flatMap((passage) => [passage.path, ...passage.lines]).join("\n");
  const hit = keywords.filter((keyword) => countStems(text, [stemOf(keyword)]) > 0);
  const quotations = passages.flatMap((passage, index): readonly AnswerPiece[] => [
    `\n\nFrom ${placeOf(passage)} [${index + 1}]:\n\n${quoteMarkdown(passage)}`,
    citationOf(passage),
  ]);
  const fit = passages.length === 1 ? "fits. I quote it" : "fit. I quote them";
  return {
    kind: "answer",
    thought: `${plural(passages.length, "passage")} ${fit}.`,
    pieces: [
      `${mentions(evidence, hit)}Here is what the workspace says${hit.length === 0 ? "" : ` about ${bold(hit)}`}.`,
      ...quotations,
      ...footer(evidence),
    ],
  };
}

/** Which files have the words, when the search said so. */
function mentions({ hits }: Evidence, keywords: readonly string[]): string {
  const paths = [...new Set(hits.map(({ path }) => path))];
  if (keywords.length === 0 || paths.length < 2) return "";
  const shown = paths.slice(0, MAX_LISTED_FILES).map((path) => `\`${path}\``);
  return `${plural(paths.length, "file")} mention ${bold(keywords)}: ${enumerate(shown)}.\n\n`;
}

/** The answer when nothing was found: what there is, and what would help. */
export function answerWithoutPassages(situation: Situation, evidence: Evidence): OfflineStep {
  const { keywords, tools } = situation;
  const canLook = tools.search ?? tools.list ?? tools.read;
  const nothing = `I found nothing${keywords.length === 0 ? " to begin with" : ` about ${bold(keywords)}`}.`;
  const files =
    evidence.paths.length === 0
      ? ""
      : `\n\n${fileList(evidence.paths)}\n\nAsk about a word that stands in one of them.`;
  return {
    kind: "answer",
    thought: canLook && keywords.length > 0 ? `Nothing was found for ${quoted(keywords)}.` : "",
    pieces: [
      canLook ? nothing : "No tool is connected that I could look things up with.",
      files,
      ...footer(evidence),
    ],
  };
}

/** The answer to a wish to see the files. */
export function answerWithFiles(evidence: Evidence): OfflineStep {
  const list = evidence.paths.length === 0 ? "I see no files." : fileList(evidence.paths);
  return { kind: "answer", thought: "", pieces: [list, ...footer(evidence)] };
}

function fileList(paths: readonly string[]): string {
  const shown = paths.slice(0, MAX_LISTED_FILES).map((path) => `- \`${path}\``);
  const rest = paths.length - shown.length;
  const more = rest > 0 ? `\n- and ${rest} more` : "";
  return `The workspace has ${plural(paths.length, "file")}:\n\n${shown.join("\n")}${more}`;
}

/** How far the search went, and what did not work. */
function footer({ filesRead, paths, failed }: Evidence): readonly string[] {
  const of =
    paths.length > 0
      ? `${filesRead} of ${plural(paths.length, "file")}`
      : plural(filesRead, "file");
  const read = filesRead === 0 ? [] : [`\n\nI read ${of}.`];
  return [...read, ...failed.map((call) => `\n\n${failureLine(call)}`)];
}

function bold(keywords: readonly string[]): string {
  return enumerate(keywords.map((keyword) => `**${keyword}**`));
}
