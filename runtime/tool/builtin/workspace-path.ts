import { posix } from "node:path";

import { builtinError } from "./builtin-tool.ts";

const MAX_PATH_CHARS = 4_096;
const MAX_SEGMENTS = 128;

/**
 * The names on the way to a place in a workspace, none for the workspace itself. Throws INVALID_PATH
 * for what could not be such a place: absolute, above the workspace, with NUL.
 */
export function pathSegments(path: string): readonly string[] {
  const shown = JSON.stringify(path.slice(0, 200));
  const invalid = (why: string) => builtinError("INVALID_PATH", `The path ${shown} ${why}`);
  if (path === "") throw invalid('is empty; "." is the workspace itself');
  if (path.length > MAX_PATH_CHARS) throw invalid(`has more than ${MAX_PATH_CHARS} characters`);
  if (path.includes("\0")) throw invalid("holds a NUL character");
  if (!path.isWellFormed()) throw invalid("is no well-formed text");
  if (posix.isAbsolute(path)) throw invalid("is absolute; give it relative to the workspace");
  const segments = posix
    .normalize(path)
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".");
  if (segments[0] === "..") throw invalid("leads out of the workspace");
  if (segments.length > MAX_SEGMENTS) throw invalid(`is deeper than ${MAX_SEGMENTS} folders`);
  return segments;
}
