import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answer } from "./answer.ts";
import type { Workspace } from "./workspace.ts";

const MAX_MATCHES = 40;
const MAX_MATCHES_PER_FILE = 8;
const MAX_WORDS = 12;
const MAX_LINE_CHARS = 240;

const Match = z.object({ path: z.string(), line: z.int(), text: z.string() });
type Match = z.infer<typeof Match>;

interface RankedMatch extends Match {
  readonly rank: number;
}

/** `search`: the lines that hold the words of a query, the best ones first. */
export function addSearch(server: McpServer, workspace: Workspace): void {
  server.registerTool(
    "search",
    {
      title: "Search",
      description:
        "Finds lines in the files of the workspace that hold the words of a query, in any case. " +
        "Lines with the most words come first. Each line of the answer is `path:line: text`.",
      inputSchema: z.object({
        query: z.string().min(1).max(200).describe("One or more words, such as: event log"),
      }),
      outputSchema: z.object({ matches: z.array(Match), total: z.int() }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ query }) =>
      answer(async () => {
        const found = await search(workspace, query);
        const matches = found
          .slice(0, MAX_MATCHES)
          .map(({ path, line, text }) => ({ path, line, text }));
        return {
          text: describe(matches, found.length, query),
          structured: { matches, total: found.length },
        };
      }),
  );
}

async function search(workspace: Workspace, query: string): Promise<RankedMatch[]> {
  const words = searchWords(query);
  if (words.length === 0) throw new Error(`"${query}" holds no word to search for`);
  const found: RankedMatch[] = [];
  for (const path of await workspace.list("")) {
    // A file that is no text, or is gone by now, has no lines to find.
    const text = await workspace.read(path).catch(() => "");
    const lines = matchingLines(path, text, words).toSorted(bestFirst);
    found.push(...lines.slice(0, MAX_MATCHES_PER_FILE));
  }
  return found.toSorted(bestFirst);
}

/** The words in lower case; a plural also finds its singular. */
function searchWords(query: string): string[] {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
  const stems = words.map((word) =>
    /[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word,
  );
  return [...new Set(stems)].slice(0, MAX_WORDS);
}

function matchingLines(path: string, text: string, words: readonly string[]): RankedMatch[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const rank = rankOf(path, line, words);
    const shown = line.trim().slice(0, MAX_LINE_CHARS);
    return rank === 0 ? [] : [{ path, line: index + 1, text: shown, rank }];
  });
}

/** How well a line fits: by its words, then by a file of that name, then sentences before the rest. */
function rankOf(path: string, line: string, words: readonly string[]): number {
  const inLine = countWords(line, words);
  if (inLine === 0) return 0;
  const isSentence = /^[\p{L}`]/u.test(line.trim());
  return inLine * 10 + Math.min(countWords(path, words), 4) * 2 + Number(isSentence);
}

function countWords(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word)).length;
}

function bestFirst(left: RankedMatch, right: RankedMatch): number {
  if (left.rank !== right.rank) return right.rank - left.rank;
  if (left.path !== right.path) return left.path < right.path ? -1 : 1;
  return left.line - right.line;
}

function describe(matches: readonly Match[], total: number, query: string): string {
  if (matches.length === 0) return `No line holds ${JSON.stringify(query)}`;
  const lines = matches.map(({ path, line, text }) => `${path}:${line}: ${text}`);
  if (total > matches.length) lines.push(`[${total - matches.length} more; search for more words]`);
  return lines.join("\n");
}
