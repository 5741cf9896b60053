import type { CurrentTurn, TurnCall } from "#runtime/model/current-turn.ts";
import type { Situation } from "./offline-step.ts";
import type { OfflineTool } from "./offline-tools.ts";
import { findPassages, openingPassage, type Passage } from "./passages.ts";
import { type SearchHit, searchHits } from "./search-hits.ts";

/** What the calls of the turn have brought to light. */
export interface Evidence {
  /** Paths of the listed files. */
  readonly paths: readonly string[];
  readonly hits: readonly SearchHit[];
  /** Best first. From the files that were read, or from the hits where none was. */
  readonly passages: readonly Passage[];
  readonly filesRead: number;
  /** Calls that failed, were denied, or never came to an end. */
  readonly failed: readonly TurnCall[];
}

const MAX_PASSAGES = 3;

/** Reads the results of the turn's calls in the light of its keywords. */
export function gatherEvidence({ turn, tools, keywords }: Situation): Evidence {
  const hits = callsOf(turn, tools.search).flatMap((call) => searchHits(call));
  const read = callsOf(turn, tools.read).flatMap((call) =>
    readPassages(call, tools.read, keywords),
  );
  const passages = read.length > 0 ? read : hits.map(toPassage);
  return {
    paths: callsOf(turn, tools.list).flatMap(listedPaths),
    hits,
    passages: bestPassages(passages),
    filesRead: callsOf(turn, tools.read).filter((call) => call.result?.is_error === false).length,
    failed: turn.calls.filter((call) => call.result?.is_error !== false),
  };
}

/**
 * The best passage of each file before a second one of any; passages that have less than half of
 * what the best one has only distract.
 */
function bestPassages(passages: readonly Passage[]): readonly Passage[] {
  const best = passages.reduce((score, passage) => Math.max(score, passage.score), 0);
  const fit = passages
    .filter((passage) => passage.score * 2 >= best)
    .toSorted((a, b) => b.score - a.score);
  const first = [...Map.groupBy(fit, ({ path }) => path).values()].flatMap((of) => of.slice(0, 1));
  const rest = fit.filter((passage) => !first.includes(passage));
  return [...first, ...rest].slice(0, MAX_PASSAGES);
}

/** The calls of one tool in the turn. */
export function callsOf(turn: CurrentTurn, tool: OfflineTool | undefined): readonly TurnCall[] {
  return tool === undefined ? [] : turn.calls.filter((call) => call.name === tool.name);
}

/** One path a line, with or without a bullet; folders are left out. */
function listedPaths(call: TurnCall): readonly string[] {
  if (call.result === undefined || call.result.is_error) return [];
  return call.result.content
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^[-*]\s+/, ""))
    .filter(isPath);
}

/** A sentence such as "There are no files here" is none. */
function isPath(line: string): boolean {
  if (line === "" || line.endsWith("/")) return false;
  return !/\s/.test(line) || /\/|\.\w{1,8}$/.test(line);
}

function readPassages(
  call: TurnCall,
  tool: OfflineTool | undefined,
  keywords: readonly string[],
): readonly Passage[] {
  if (call.result === undefined || call.result.is_error) return [];
  const file = { path: pathOf(call, tool), callId: call.id, content: call.result.content };
  if (keywords.length > 0) return findPassages(file, keywords);
  const opening = openingPassage(file);
  return opening === undefined ? [] : [opening];
}

/** The path that a reading call asked for; its text may come from another model's turn. */
function pathOf(call: TurnCall, tool: OfflineTool | undefined): string {
  try {
    const args: unknown = JSON.parse(call.arguments);
    const found = Object.entries(args ?? {}).find(([name]) => name === tool?.main);
    const path: unknown = found?.[1];
    return typeof path === "string" ? path : call.name;
  } catch {
    return call.name; // not JSON: the tool's name is the best that can be said
  }
}

function toPassage({ path, line, text, callId }: SearchHit): Passage {
  return { path, callId, startLine: line, endLine: line, lines: [text], score: 1 };
}
