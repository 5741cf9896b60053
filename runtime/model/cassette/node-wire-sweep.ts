import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { hasCode } from "#runtime/log/disk.ts";

/** As much is kept of all answers together. */
export const WIRE_TOTAL_BYTES = 1024 * 1024 * 1024;

interface RunFolder {
  readonly path: string;
  readonly bytes: number;
  readonly changed_ms: number;
}

/**
 * Removes the recordings of the oldest runs until the rest fit into `maxBytes`, and gives how many runs
 * lost theirs. No fact of a run is lost with them: its wire tab says that nothing was recorded.
 */
export async function sweepWire(folder: string, maxBytes: number): Promise<number> {
  const runs = (await namesIn(folder)).map((name) => measure(join(folder, name)));
  const newestFirst = (await Promise.all(runs)).toSorted((a, b) => b.changed_ms - a.changed_ms);
  let bytes = 0;
  const swept = newestFirst.filter((run) => {
    bytes += run.bytes;
    return bytes > maxBytes;
  });
  await Promise.all(swept.map(({ path }) => rm(path, { recursive: true, force: true })));
  return swept.length;
}

async function measure(path: string): Promise<RunFolder> {
  const files = await Promise.all((await namesIn(path)).map((name) => stat(join(path, name))));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { path, bytes, changed_ms: Math.max(0, ...files.map(({ mtimeMs }) => mtimeMs)) };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
