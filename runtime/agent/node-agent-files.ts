import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";

import {
  MAX_AGENT_FILE_BYTES,
  MAX_PACKED_BYTES,
  MAX_PACKED_FILES,
  textOf,
  type AgentFiles,
} from "./agent-files.ts";
import { ProblemError } from "./agent-problem.ts";

/**
 * The files of an agent's folder, read when they are asked for. They are small and read at once, so that an
 * agent is always of one moment; links that lead out of the folder are refused.
 */
export function filesOnDisk(folder: string): AgentFiles {
  // One look at the folder stands for one at each file that most agents do not have.
  let names: ReadonlySet<string> | undefined;
  const isThere = (path: string): boolean => {
    names ??= new Set(entriesOf(folder).map(({ name }) => name));
    return names.has(path.split("/", 1)[0] ?? path);
  };
  return {
    read: (path) => {
      return isThere(path) ? readOnDisk(folder, path) : undefined;
    },
    folders: (path) =>
      (isThere(path) ? entriesOf(join(folder, path)) : [])
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
        .map(({ name }) => name)
        .toSorted(),
  };
}

/** The text of one file of a folder, however many others are there; undefined without it. Throws ProblemError. */
export function readOnDisk(folder: string, path: string): string | undefined {
  const bytes = readWithin(folder, path);
  return bytes === undefined ? undefined : textOf(bytes, path);
}

function readWithin(folder: string, path: string): Uint8Array | undefined {
  const file = join(folder, path);
  // Looked at before it is opened: opening a pipe would wait for its writer.
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const fault = (message: string, fix: string) => new ProblemError({ file: path, message, fix });
  if (!found.isFile()) throw fault("It is no file", "put a file there");
  if (!realpathSync(file).startsWith(realpathSync(folder) + sep)) {
    throw fault("It is a link that leads out of the agent's folder", "copy the file there");
  }
  if (found.size > MAX_AGENT_FILE_BYTES) {
    throw fault(`It has more than ${MAX_AGENT_FILE_BYTES} bytes`, "shorten it, or split it");
  }
  try {
    return readFileSync(file);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    throw fault(`It cannot be read (${String(cause.code)})`, "look at its permissions");
  }
}

/**
 * Every file of an agent's folder, to be packed or shown. Names with a dot in front are left out. Throws
 * ProblemError for links, for what is no file, and for more than a package takes.
 */
export function allFilesIn(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const open = [""];
  let bytes = 0;
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const entry of entriesOf(join(folder, path))) {
      const file = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) open.push(file);
      else if (entry.isFile()) {
        bytes += statSync(join(folder, file)).size;
        const isTooMuch = files.size >= MAX_PACKED_FILES || bytes > MAX_PACKED_BYTES;
        if (isTooMuch) throw tooMuch(file);
        files.set(file, readFileSync(join(folder, file)));
      } else {
        const message = "It is a link or no file";
        throw new ProblemError({ file, message, fix: "put a copy there, or take it away" });
      }
    }
  }
  return files;
}

function tooMuch(file: string): ProblemError {
  const message = `The folder has more than ${MAX_PACKED_FILES} files or ${MAX_PACKED_BYTES} bytes`;
  return new ProblemError({ file, message, fix: "take away what the agent does not need" });
}

/** What is in a folder; nothing where there is none. */
export function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && isNoFolder(error.code);
    if (isAbsent) return [];
    throw error;
  }
}

function isNoFolder(code: unknown): boolean {
  return code === "ENOENT" || code === "ENOTDIR";
}
