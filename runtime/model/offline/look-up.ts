import { answerFromPassages, answerWithoutPassages } from "./answer.ts";
import { bestFiles } from "./best-files.ts";
import { callsOf, type Evidence, gatherEvidence } from "./evidence.ts";
import { stemOf } from "./keywords.ts";
import type { OfflineStep, PlannedCall, Situation } from "./offline-step.ts";
import type { OfflineTool } from "./offline-tools.ts";
import { code, plural, quoted } from "./wording.ts";

const SEARCHES_PER_PASS = 2;
const MAX_SEARCHES = 6;

/** The next step of answering a question from the workspace: look around, look again, read, answer. */
export function lookUp(situation: Situation): OfflineStep {
  const evidence = gatherEvidence(situation);
  return (
    lookAround(situation) ??
    searchAgain(situation, evidence) ??
    readBest(situation, evidence) ??
    (evidence.passages.length > 0
      ? answerFromPassages(situation, evidence)
      : answerWithoutPassages(situation, evidence))
  );
}

/** The first pass: the list of files and a search, at once. */
function lookAround({ turn, tools, keywords }: Situation): OfflineStep | undefined {
  if (turn.calls.length > 0) return undefined;
  const lists = tools.list ? [{ name: tools.list.name, arguments: {} }] : [];
  const sought = tools.search ? searchOrder(keywords).slice(0, 1) : [];
  const calls = [...lists, ...searchCalls(tools.search, sought)];
  if (calls.length === 0) return undefined;
  const about =
    keywords.length === 0
      ? "The question names nothing to look for, so I look at what there is."
      : `The question is about ${quoted(keywords)}.`;
  const plan = [
    ...(lists.length > 0 ? ["list the files"] : []),
    ...(sought.length > 0 ? [`search for ${quoted(sought)}`] : []),
  ];
  return { kind: "call", thought: `${about} I ${plan.join(" and ")}.`, calls };
}

/** As long as nothing was found: the keywords one by one, then their stems. */
function searchAgain(
  { turn, tools, keywords }: Situation,
  evidence: Evidence,
): OfflineStep | undefined {
  const done = callsOf(turn, tools.search);
  const isUseless = done.some((call) => call.result?.is_error !== false);
  const hasRead = callsOf(turn, tools.read).length > 0;
  if (!tools.search || isUseless || hasRead || evidence.hits.length > 0) return undefined;
  const sought = searchOrder(keywords).slice(done.length, done.length + SEARCHES_PER_PASS);
  if (sought.length === 0) return undefined;
  const calls = searchCalls(tools.search, sought);
  return { kind: "call", thought: `Nothing so far. I try ${quoted(sought)}.`, calls };
}

/** All keywords at once suit a tool that ranks lines; one by one they suit a tool that compares. */
function searchOrder(keywords: readonly string[]): readonly string[] {
  if (keywords.length === 0) return [];
  const shorter = keywords.filter((word) => word.length - stemOf(word).length > 1).map(stemOf);
  const queries = [keywords.join(" "), ...keywords, ...shorter];
  return [...new Set(queries)].slice(0, MAX_SEARCHES);
}

function searchCalls(
  search: OfflineTool | undefined,
  queries: readonly string[],
): readonly PlannedCall[] {
  if (search?.main === undefined) return [];
  const { name, main } = search;
  return queries.map((query) => ({ name, arguments: { [main]: query } }));
}

function readBest(
  { turn, tools, keywords }: Situation,
  evidence: Evidence,
): OfflineStep | undefined {
  if (tools.read?.main === undefined || callsOf(turn, tools.read).length > 0) return undefined;
  const { name, main } = tools.read;
  const best = bestFiles(evidence.paths, evidence.hits, keywords);
  if (best.length === 0) return undefined;
  const calls = best.map((path) => ({ name, arguments: { [main]: path } }));
  return { kind: "call", thought: `${found(keywords, evidence)} I read ${code(best)}.`, calls };
}

function found(keywords: readonly string[], { hits }: Evidence): string {
  if (keywords.length === 0) return "One file looks like the place to begin.";
  if (hits.length === 0) return "No line has these words, but the name of a file does.";
  const files = new Set(hits.map((hit) => hit.path)).size;
  return `The search found ${plural(hits.length, "line")} in ${plural(files, "file")}.`;
}
