import { type FileHandle, open, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

import { hasCode } from "#runtime/log/disk.ts";
import { nodeDisk } from "#runtime/log/node-disk.ts";
import { makeFolder, NEXT, writeWhole } from "#runtime/node-whole-file.ts";
import { oneAtATime } from "#runtime/one-at-a-time.ts";
import type { KeptBytes, OutputStore } from "./output-store.ts";

const CHUNK_BYTES = 64 * 1024;
const HASH = /^[0-9a-f]{64}$/;

/**
 * A store in files of a folder, which it makes: `<first two digits>/<sha256>`. What a crash left half
 * written has another name and is removed here. One process a folder.
 */
export async function openNodeOutputStore(folder: string): Promise<OutputStore> {
  await makeFolder(folder);
  const known = await listFolder(folder);
  for (const path of known.unfinished) await rm(path, { force: true });
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  // Nothing is put between the look and the removal (O2).
  const inTurn = oneAtATime();
  return {
    put: (sha256, bytes) => inTurn(() => putFile(pathOf(sha256), bytes)),
    read: (sha256) => readFile(pathOf(sha256)),
    remove: ({ sha256, kept_at }) =>
      inTurn(async () => {
        const path = pathOf(sha256);
        const now = await statIfThere(path);
        if (now === undefined || now.kept_at !== kept_at) return false;
        await rm(path, { force: true });
        return true;
      }),
    list: async () => (await listFolder(folder)).kept,
  };
}

/** Keeps O1: the name comes when the bytes are on the disk. */
async function putFile(path: string, bytes: Uint8Array): Promise<void> {
  const now = new Date();
  const known = await statIfThere(path);
  if (known?.bytes === bytes.length) return utimes(path, now, now);
  await writeWhole(path, bytes);
}

async function readFile(path: string): Promise<ReadableStream<Uint8Array> | undefined> {
  return (await statIfThere(path)) === undefined ? undefined : fileStream(path);
}

/** Opens the file with the first read, so that a stream that nobody reads costs nothing. */
function fileStream(path: string): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        file ??= await open(path, "r");
        const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK_BYTES));
        if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
        await file.close();
        controller.close();
      },
      async cancel() {
        await file?.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function listFolder(
  folder: string,
): Promise<{ readonly kept: readonly KeptBytes[]; readonly unfinished: readonly string[] }> {
  const kept: KeptBytes[] = [];
  const unfinished: string[] = [];
  for (const shelf of await readdir(folder)) {
    for (const name of await nodeDisk.names(join(folder, shelf))) {
      const path = join(folder, shelf, name);
      if (name.endsWith(NEXT)) unfinished.push(path);
      const found = HASH.test(name) ? await statIfThere(path) : undefined;
      if (found !== undefined) kept.push({ sha256: name, ...found });
    }
  }
  return { kept, unfinished };
}

async function statIfThere(path: string): Promise<Omit<KeptBytes, "sha256"> | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, kept_at: mtimeMs };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
