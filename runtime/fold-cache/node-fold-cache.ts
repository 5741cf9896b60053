import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as eventLoopTurn } from "node:timers/promises";

import type { ThreadRef } from "#runtime/log/port.ts";
import { threadDirectories } from "#runtime/log/thread-directories.ts";
import type { FoldCache } from "./fold-cache.ts";
import { foldLines, readFoldLines } from "./fold-lines.ts";

const NAME = /^snap-\d{12}\.json$/;
/** What people say to their agents is theirs: no other user of the machine may read it. */
const FILE_MODE = 0o600;

export interface NodeFoldCacheOptions {
  /** The data directory. */
  readonly directory: string;
  /** Of the code that folds: what another one kept is not used. */
  readonly version: string;
}

/**
 * Keeps folds as `snap-<sequence>.json` beside the segments of their log. A file is never synced: one
 * that a power loss spoilt has a wrong checksum.
 */
export function nodeFoldCache({ directory, version }: NodeFoldCacheOptions): FoldCache {
  const folder = (thread: ThreadRef) => threadDirectories(directory, thread).thread;
  return {
    async read(thread) {
      const name = (await names(folder(thread))).at(-1);
      if (name === undefined) return undefined;
      const bytes = await readFile(join(folder(thread), name));
      return readFoldLines(version, bytes, eventLoopTurn);
    },
    async write(thread, fold) {
      const older = await names(folder(thread));
      const name = `snap-${String(fold.state.sequence).padStart(12, "0")}.json`;
      await writeAside(join(folder(thread), name), foldLines(version, fold));
      for (const other of older) {
        if (other !== name) await rm(join(folder(thread), other), { force: true });
      }
    },
  };
}

async function names(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => NAME.test(name)).toSorted();
}

/** Writes a file that takes its name only when it is whole. */
async function writeAside(path: string, pieces: Iterable<Buffer>): Promise<void> {
  const aside = `${path}.tmp`;
  const file = await open(aside, "w", FILE_MODE);
  try {
    for (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
  await rename(aside, path);
}
