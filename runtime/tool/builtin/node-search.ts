import { constants } from "node:fs";
import { lstat, open, opendir } from "node:fs/promises";
import { posix } from "node:path";

import { matchesGlob } from "#runtime/tool/glob.ts";
import { type OpenFolder, openFolder } from "./node-open-folder.ts";
import type { Found, SearchOptions, SearchResult } from "./workspace.ts";

const MAX_FILES = 5_000;
const MAX_FOLDERS = 5_000;
const MAX_DEPTH = 32;
/** Of a larger file the beginning is searched. */
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_LINE_CHARS = 300;
const SKIPPED = new Set([".git", "node_modules"]);

interface Search {
  readonly query: string;
  readonly options: SearchOptions;
  readonly matches: Found[];
  files: number;
  folders: number;
  isCut: boolean;
}

/** Lines of text files below a folder that hold the words as they are; goes through no link. */
export async function searchFolder(
  folder: OpenFolder,
  query: string,
  options: SearchOptions,
): Promise<SearchResult> {
  const wanted = options.case_sensitive ? query : query.toLowerCase();
  const search: Search = {
    query: wanted,
    options,
    matches: [],
    files: 0,
    folders: 0,
    isCut: false,
  };
  await look(folder, posix.normalize(options.path), 0, search);
  return { matches: search.matches, files: search.files, truncated: search.isCut };
}

async function look(folder: OpenFolder, path: string, depth: number, search: Search) {
  search.folders += 1;
  if (depth > MAX_DEPTH || search.folders > MAX_FOLDERS) {
    search.isCut = true;
    return;
  }
  for await (const { name } of await opendir(folder.at("."))) {
    search.options.signal.throwIfAborted();
    if (isFull(search)) {
      search.isCut = true;
      return;
    }
    const stats = await lstat(folder.at(name)).catch(() => undefined); // Gone meanwhile.
    const below = posix.join(path, name);
    if (stats?.isFile() === true) await lookInto(folder.at(name), below, search);
    if (stats?.isDirectory() !== true || SKIPPED.has(name)) continue;
    const inner = await openFolder(folder.at(name)).catch(() => undefined);
    if (inner === undefined) continue; // Gone meanwhile, or a link by now.
    await using opened = inner;
    await look(opened, below, depth + 1, search);
  }
}

function isFull({ matches, files, options }: Search): boolean {
  return matches.length >= options.limit || files >= MAX_FILES;
}

async function lookInto(place: string, path: string, search: Search): Promise<void> {
  const { glob, case_sensitive, limit } = search.options;
  if (glob !== undefined && !matchesGlob(glob, path)) return;
  search.files += 1;
  const text = await beginning(place);
  if (text === undefined || text.includes("\0")) return;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (!(case_sensitive ? line : line.toLowerCase()).includes(search.query)) continue;
    if (search.matches.length >= limit) {
      search.isCut = true;
      return;
    }
    search.matches.push({ path, line: index + 1, text: line.slice(0, MAX_LINE_CHARS) });
  }
}

/** Undefined for what cannot be read: a search goes on without it. */
async function beginning(place: string): Promise<string | undefined> {
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
  try {
    await using file = await open(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(stats.size, MAX_FILE_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return undefined;
  }
}
