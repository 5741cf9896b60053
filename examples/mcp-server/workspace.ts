import { constants } from "node:fs";
import { mkdir, open, readdir, realpath, type FileHandle } from "node:fs/promises";
import { join, posix, resolve, sep } from "node:path";

const NOTES = "notes";
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_FILES = 2_000;
const MAX_DEPTH = 16;

/** A folder of texts, and the folder in which notes are written: inside they are `notes/<file>`. */
export interface Workspace {
  /** The text files below a folder, sorted; the whole workspace for "". */
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<string>;
  /** Makes a note, never over another one. False if there is one of that name. */
  createNote(name: string, text: string): Promise<boolean>;
}

/** Opens a workspace. Without a notes folder of its own, notes are written into `notes` inside it. */
export async function openWorkspace(folder: string, notesFolder?: string): Promise<Workspace> {
  const root = await realpath(resolve(folder));
  const notes = notesFolder === undefined ? join(root, NOTES) : resolve(notesFolder);
  await mkdir(notes, { recursive: true });
  const roots: Roots = { root, notes: await realpath(notes) };
  if (notesFolder === undefined && !isInside(root, roots.notes)) {
    throw new Error(
      `"${notes}" leads out of the workspace; name the notes folder as second argument`,
    );
  }
  return {
    list: (path) => listFiles(roots, normalise(path)),
    read: (path) => readText(roots, normalise(path)),
    createNote: (name, text) => createFile(join(roots.notes, name), text),
  };
}

interface Roots {
  readonly root: string;
  readonly notes: string;
}

/** The path as the workspace writes it. Throws for one that leads out of it. */
function normalise(path: string): string {
  const plain = posix.normalize(path.replaceAll("\\", "/")).replace(/^\.?\/?$|\/$/g, "");
  const isOutside = plain.split("/").includes("..") || posix.isAbsolute(plain);
  if (isOutside || plain.includes("\0")) {
    throw new Error(`"${path}" is outside of the workspace; give a path as list shows it`);
  }
  return plain;
}

async function listFiles(roots: Roots, folder: string): Promise<string[]> {
  const paths: string[] = [];
  await collect(roots, folder, paths, 0);
  return paths.toSorted();
}

async function collect(
  roots: Roots,
  folder: string,
  paths: string[],
  depth: number,
): Promise<void> {
  if (depth > MAX_DEPTH) return;
  const place = await locate(roots, folder);
  const entries = await readdir(place, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined)
    throw new Error(`"${folder}" is not a folder; read shows what is in a file`);
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  // The notes are there even when they live elsewhere.
  if (folder === "") folders.add(NOTES);
  for (const name of [...folders].filter(isShown)) {
    await collect(roots, posix.join(folder, name), paths, depth + 1);
  }
  for (const entry of entries) {
    if (paths.length >= MAX_FILES) return;
    if (entry.isFile() && isShown(entry.name)) paths.push(posix.join(folder, entry.name));
  }
}

/** Hidden files stay hidden; a name with a line break would look like two. */
function isShown(name: string): boolean {
  return !name.startsWith(".") && name !== "node_modules" && !/\p{Cc}/u.test(name);
}

/** The real place of a path, after all links. Throws if that is not inside its root. */
async function locate({ root, notes }: Roots, path: string): Promise<string> {
  const isNote = path === NOTES || path.startsWith(`${NOTES}/`);
  const base = isNote ? notes : root;
  const wanted = isNote ? join(notes, path.slice(NOTES.length)) : join(root, path);
  const real = await realpath(wanted).catch(() => undefined);
  if (real === undefined) throw new Error(`There is no "${path}"; list shows what there is`);
  if (!isInside(base, real)) throw new Error(`"${path}" leads out of the workspace`);
  return real;
}

function isInside(base: string, place: string): boolean {
  return place === base || place.startsWith(base + sep);
}

async function readText(roots: Roots, path: string): Promise<string> {
  const place = await locate(roots, path);
  // Neither a link that appears now nor a pipe without a writer may catch us.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(place, flags).catch(() => undefined);
  if (file === undefined) throw new Error(`"${path}" cannot be opened`);
  try {
    // A folder on the way may have become a link while the file was opened.
    if ((await locate(roots, path)) !== place) throw new Error(`"${path}" was moved; try again`);
    return await readRegularFile(file, path);
  } finally {
    await file.close();
  }
}

async function readRegularFile(file: FileHandle, path: string): Promise<string> {
  const stats = await file.stat();
  if (!stats.isFile())
    throw new Error(`"${path}" is not a file; use list to see what is in a folder`);
  if (stats.size > MAX_FILE_BYTES) {
    throw new Error(
      `"${path}" has ${stats.size} bytes, more than the ${MAX_FILE_BYTES} that are read`,
    );
  }
  // Not readFile: a file that grows meanwhile must not be read without end.
  const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size), 0, stats.size, 0);
  const bytes = buffer.subarray(0, bytesRead);
  if (bytes.includes(0)) throw new Error(`"${path}" is not a text`);
  return bytes.toString("utf8");
}

async function createFile(place: string, text: string): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    const file = await open(place, flags, 0o644);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
