import { ProblemError, type AgentProblem } from "./agent-problem.ts";

/** The files of one agent, by their path in its folder. Links that lead out of it are not there. */
export interface AgentFiles {
  /** The text; undefined where there is no such file. Throws ProblemError for one that cannot be taken. */
  read(path: string): string | undefined;
  /** The names of the folders in a folder, sorted; none where it is not there. */
  folders(path: string): readonly string[];
}

/** In bytes, of one file that an agent reads. */
export const MAX_AGENT_FILE_BYTES = 256 * 1024;

const MAX_PATH_CHARS = 200;

/** Whether a path stays in the folder that it counts from, on every system. */
function isInside(path: string): boolean {
  const isPlain = path.length <= MAX_PATH_CHARS && !/[\\:\p{Cc}]/u.test(path);
  return isPlain && path.split("/").every((part) => part.trim() !== "" && !/^\.\.?$/.test(part));
}

/** The path without `./` in front. Throws ProblemError, in the words of `field`, for one that leads elsewhere. */
export function insidePath(path: string, place: { file: string; field: string }): string {
  const plain = path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  if (isInside(plain)) return plain;
  throw new ProblemError({
    ...place,
    message: `"${path}" leads out of the agent's folder`,
    fix: "name a file in that folder, such as ./SOUL.md",
  });
}

/** The files of an agent that is not on a disk: of a package, or of a command. */
export function filesInMemory(files: ReadonlyMap<string, Uint8Array>): AgentFiles {
  return {
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? undefined : textOf(bytes, path);
    },
    folders: (path) => {
      const within = [...files.keys()].filter((name) => name.startsWith(`${path}/`));
      const rest = within.map((name) => name.slice(path.length + 1).split("/"));
      const names = rest.flatMap(([first = "", ...more]) => (more.length === 0 ? [] : [first]));
      return [...new Set(names)].toSorted();
    },
  };
}

/** The text of a file. Throws ProblemError where it is too large or not UTF-8. */
export function textOf(bytes: Uint8Array, file: string): string {
  if (bytes.length > MAX_AGENT_FILE_BYTES) {
    const message = `It has ${bytes.length} bytes, more than the ${MAX_AGENT_FILE_BYTES} that are read`;
    throw new ProblemError({ file, message, fix: "shorten it, or split it" });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ProblemError({ file, message: "It is not UTF-8", fix: "save it as UTF-8" });
  }
}

/** What one agent may consist of. */
export const MAX_PACKED_FILES = 500;
export const MAX_PACKED_BYTES = 10 * 1024 * 1024;

/** What keeps files from being those of an agent's folder (S21, S32); none where they are fit to be written. */
export function unfitFiles(files: ReadonlyMap<string, Uint8Array>): readonly AgentProblem[] {
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (files.size > MAX_PACKED_FILES || bytes > MAX_PACKED_BYTES) {
    const message = `It has ${files.size} files and ${bytes} bytes, more than ${MAX_PACKED_FILES} or ${MAX_PACKED_BYTES}`;
    return [{ file: ".", message, fix: "leave out what the agent does not need" }];
  }
  return [...files.keys()].flatMap((path) => {
    const message = misplaced(path, files);
    const fix = "give it another path in the agent's folder";
    return message === undefined ? [] : [{ file: path, message, fix }];
  });
}

function misplaced(path: string, files: ReadonlyMap<string, Uint8Array>): string | undefined {
  if (!isInside(path)) return "The path leads out of the agent's folder";
  const parts = path.split("/");
  if (parts.some((part) => part.startsWith("."))) return "Names with a dot in front are not taken";
  const above = parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join("/"));
  return above.some((folder) => files.has(folder)) ? "It is in a file, not in a folder" : undefined;
}
