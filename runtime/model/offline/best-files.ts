import { stemOf } from "./keywords.ts";
import { countStems } from "./passages.ts";
import type { SearchHit } from "./search-hits.ts";

const FILES_TO_READ = 3;
const FRONT_PAGE = /(?:^|\/)(?:readme|index|welcome|about)\b/i;

/**
 * The files worth reading: those with the most different keywords in their found lines and names,
 * of equal ones those that are called so, then those with more lines; for a question without
 * keywords, the one that introduces the others.
 */
export function bestFiles(
  paths: readonly string[],
  hits: readonly SearchHit[],
  keywords: readonly string[],
): readonly string[] {
  if (keywords.length === 0) return paths.filter((path) => FRONT_PAGE.test(path)).slice(0, 1);
  const stems = keywords.map(stemOf);
  const words = new Map(paths.map((path) => [path, path]));
  for (const hit of hits) words.set(hit.path, `${words.get(hit.path) ?? hit.path}\n${hit.text}`);
  return [...words]
    .map(([path, text]) => ({
      path,
      score: countStems(text, stems),
      named: countStems(path, stems),
      lines: text.split("\n").length,
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || b.named - a.named || b.lines - a.lines)
    .slice(0, FILES_TO_READ)
    .map(({ path }) => path);
}
