import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { link, lstat, open, opendir, realpath, rename, rmdir, unlink } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";

import { builtinError } from "./builtin-tool.ts";
import { descend, type OpenFolder, openFolder } from "./node-open-folder.ts";
import { searchFolder } from "./node-search.ts";
import { workspaceFailure } from "./node-workspace-failure.ts";
import type { Entry, EntryKind, FileText, Listing, Workspace } from "./workspace.ts";
import { pathSegments } from "./workspace-path.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const MAX_ENTRIES = 1_000;
const MAX_REMOVED = 10_000;
const MAX_DEPTH = 64;

/** Opens a folder that exists as a workspace; rejects if there is none. */
export async function openWorkspace(folder: string): Promise<Workspace> {
  const root = await realpath(folder);
  await using _ = await openFolder(root);
  const inside = async <T>(path: string, work: (names: readonly string[]) => Promise<T>) => {
    try {
      return await work(pathSegments(path));
    } catch (error) {
      throw workspaceFailure(path, error);
    }
  };
  // Each result is awaited before what it works with is closed.
  return {
    list: (path) =>
      inside(path, async (names) => {
        await using opened = await enter(root, names);
        return await listFolder(opened);
      }),
    read: (path, offset, limit) =>
      inside(path, async (names) => {
        await using place = await placeOf(root, names);
        return await readPart(place, offset, limit);
      }),
    write: (path, content, replace) =>
      inside(path, async (names) => {
        await using place = await placeOf(root, names, { create: true });
        return await replaceFile(place, content, replace);
      }),
    move: (from, to, replace) =>
      inside(from, async (names) => {
        await using source = await placeOf(root, names);
        await lstat(source.path);
        await inside(to, async (targetNames) => {
          await using target = await placeOf(root, targetNames, { create: true });
          if (!replace) await requireFree(target);
          await rename(source.path, target.path);
        });
      }),
    remove: (path, recursive) =>
      inside(path, async (names) => {
        await using place = await placeOf(root, names);
        if (!(await lstat(place.path)).isDirectory()) {
          await unlink(place.path);
          return 1;
        }
        const below = recursive ? await emptyFolder(place.path, 0, 0) : 0;
        await rmdir(place.path);
        return below + 1;
      }),
    search: (query, options) =>
      inside(options.path, async (names) => {
        await using opened = await enter(root, names);
        return await searchFolder(opened, query, options);
      }),
  };
}

/** Links that stay in the workspace may be gone through; the way is then gone again without links. */
async function enter(
  root: string,
  names: readonly string[],
  options: { readonly create?: boolean } = {},
): Promise<OpenFolder> {
  const real = await realpath([root, ...names].join(sep)).catch((error: unknown) => {
    if (options.create === true && isMissing(error)) return undefined;
    throw error;
  });
  if (real === undefined) return descend(root, names, options);
  const way = relative(root, real);
  if (isAbsolute(way) || way.split(sep)[0] === "..") {
    throw builtinError("INVALID_PATH", `"${names.join("/")}" leads out of the workspace`);
  }
  return descend(root, way === "" ? [] : way.split(sep)); // W1
}

/** A name in an open folder. */
interface Place extends AsyncDisposable {
  readonly path: string;
  readonly folder: OpenFolder;
  readonly name: string;
}

async function placeOf(
  root: string,
  names: readonly string[],
  options: { readonly create?: boolean } = {},
): Promise<Place> {
  const name = names.at(-1);
  if (name === undefined) throw builtinError("INVALID_PATH", "That is the workspace itself");
  const folder = await enter(root, names.slice(0, -1), options);
  return {
    folder,
    name,
    path: folder.at(name),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function listFolder(folder: OpenFolder): Promise<Listing> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder.at("."))) {
    names.push(name);
    if (names.length > MAX_ENTRIES) break;
  }
  const shown = names.slice(0, MAX_ENTRIES).toSorted();
  const entries = await Promise.all(shown.map((name) => entryOf(folder, name)));
  const truncated = names.length > MAX_ENTRIES;
  return { entries: entries.flatMap((entry) => entry ?? []), truncated };
}

/** Undefined for what is gone meanwhile. */
async function entryOf(folder: OpenFolder, name: string): Promise<Entry | undefined> {
  const stats = await lstat(folder.at(name)).catch(ignoreMissing);
  if (stats === undefined) return undefined;
  const kind = kindOf(stats);
  return { name, kind, ...(kind === "file" && { size: stats.size }) };
}

function kindOf(stats: Stats): EntryKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  return stats.isSymbolicLink() ? "link" : "other";
}

async function readPart(place: Place, offset: number, limit: number): Promise<FileText> {
  // Without O_NONBLOCK a pipe would hold the call until somebody writes to it.
  await using file = await open(place.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const stats = await file.stat();
  if (!stats.isFile()) {
    throw builtinError("INVALID_PATH", `"${place.name}" is no file but a ${kindOf(stats)}`); // W2
  }
  const buffer = Buffer.alloc(limit);
  let length = 0;
  while (length < limit) {
    const { bytesRead } = await file.read(buffer, length, limit - length, offset + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const isEnd = offset + length >= stats.size;
  const part = buffer.subarray(0, isEnd ? length : wholeCharacters(buffer, length));
  const content = textOf(part, place.name);
  return { content, size: stats.size, ...(!isEnd && { next_offset: offset + part.length }) };
}

function textOf(bytes: Buffer, name: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Falls through: bytes that are no UTF-8 are no text either.
  }
  throw builtinError("EXECUTION_ERROR", `"${name}" is not a text in UTF-8`);
}

/** How many bytes hold whole characters: a part may end within one. */
function wholeCharacters(bytes: Buffer, length: number): number {
  let start = length;
  while (start > 0 && length - start < 3 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start -= 1;
  const lead = bytes[start - 1] ?? 0;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return width > length - start + 1 ? start - 1 : length;
}

async function replaceFile(place: Place, content: string, replace: boolean) {
  const before = await lstat(place.path).catch(ignoreMissing);
  if (before !== undefined && !before.isFile()) {
    throw builtinError("INVALID_PATH", `"${place.name}" is no file but a ${kindOf(before)}`);
  }
  const draft = place.folder.at(`.uar-${randomUUID()}`);
  const mode = (before?.mode ?? 0o644) & 0o777;
  try {
    {
      await using file = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
      await file.writeFile(content);
      await file.sync();
    }
    if (replace) await rename(draft, place.path);
    else await link(draft, place.path).catch(refuseExisting(place)); // W3
  } finally {
    await unlink(draft).catch(ignoreMissing);
  }
  return { created: before === undefined };
}

async function requireFree(target: Place): Promise<void> {
  const there = await lstat(target.path).catch(ignoreMissing);
  if (there !== undefined) throw existing(target);
}

function refuseExisting(place: Place): (error: unknown) => never {
  return (error) => {
    throw hasCode(error, "EEXIST") ? existing(place) : error;
  };
}

function existing({ name }: Place): Error {
  return builtinError("EXECUTION_ERROR", `"${name}" is there already; say overwrite to replace it`);
}

/** Empties a folder through its open descriptor; links are removed and not gone through. */
async function emptyFolder(path: string, depth: number, before: number): Promise<number> {
  if (depth > MAX_DEPTH) throw builtinError("EXECUTION_ERROR", "The folder is too deep");
  await using folder = await openFolder(path);
  let removed = 0;
  for await (const { name } of await opendir(folder.at("."))) {
    if (before + removed >= MAX_REMOVED) {
      const words = `The folder held more than ${MAX_REMOVED} entries; so many are gone`;
      throw builtinError("EXECUTION_ERROR", words);
    }
    const isFolder = (await lstat(folder.at(name))).isDirectory();
    if (isFolder) removed += await emptyFolder(folder.at(name), depth + 1, before + removed);
    await (isFolder ? rmdir(folder.at(name)) : unlink(folder.at(name)));
    removed += 1;
  }
  return removed;
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
