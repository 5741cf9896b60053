import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { nodeDisk } from "#runtime/log/node-disk.ts";

/** What people say to their agents is theirs: no other user of the machine may read it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** How the name of a file ends that has not taken its place yet; a crash may leave one. */
export const NEXT = ".next";

/**
 * Writes a small file for its owner alone, in the place of the one that is there: a reader and a crash find the
 * old one or the new one, whole, and the new one is durable on return. Makes the folder. One call at a time a
 * file. Rejects with the disk's error, and leaves the old file.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const next = `${path}${NEXT}`;
  try {
    await rm(next, { force: true });
    await writeSynced(next, content);
    await rename(next, path);
  } catch (error) {
    // Why it could not be written counts more than why it could not be tidied up.
    await rm(next, { force: true }).catch(() => {});
    throw error;
  }
  await nodeDisk.syncDirectory(folder);
}

/** Writes a file that is not there yet, for its owner alone; its name is not durable before its folder is synced. */
export async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  await using file = await open(path, "wx", FILE_MODE);
  await file.writeFile(content);
  await file.sync();
}

/** Makes a folder for its owner alone, and those above it where needed; their names are durable on return. */
export async function makeFolder(path: string): Promise<void> {
  const topmost = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  if (topmost === undefined) return;
  const { length } = resolve(topmost);
  for (let made = resolve(path); made.length >= length; made = dirname(made)) {
    await nodeDisk.syncDirectory(dirname(made));
  }
}
