import { matchesGlob } from "#runtime/tool/glob.ts";

/**
 * Whether a path fits a pattern: `*` and `?` stay within one segment, `**` stands for any number of
 * segments. `.`, `..`, doubled and backward slashes are resolved first, so that a detour does not
 * lead around a rule.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const wanted = segments(pattern);
  const given = segments(path);
  let inPattern = 0;
  let inPath = 0;
  // Where to go on, one segment of the path later, when what follows the last `**` does not fit.
  let afterStars = -1;
  let retryAt = 0;
  while (inPath < given.length) {
    const sign = wanted[inPattern];
    if (sign === "**") {
      afterStars = inPattern + 1;
      retryAt = inPath;
      inPattern = afterStars;
    } else if (sign !== undefined && matchesGlob(sign, given[inPath] ?? "")) {
      inPattern += 1;
      inPath += 1;
    } else if (afterStars >= 0) {
      retryAt += 1;
      inPath = retryAt;
      inPattern = afterStars;
    } else return false;
  }
  return wanted.slice(inPattern).every((sign) => sign === "**");
}

/** The way that a path goes, without detours; an absolute path begins with an empty segment. */
function segments(path: string): readonly string[] {
  const way: string[] = [];
  const parts = path.replaceAll("\\", "/").split("/");
  const isAbsolute = parts[0] === "" && parts.length > 1;
  for (const part of parts) {
    if (part === "" || part === ".") continue;
    if (part !== "..") way.push(part);
    else if (way.length > 0 && way.at(-1) !== "..") way.pop();
    else if (!isAbsolute) way.push(part);
  }
  return isAbsolute ? ["", ...way] : way;
}
