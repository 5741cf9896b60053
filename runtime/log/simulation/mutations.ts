import { hasCode, readFully, type Disk, type DiskFile, type OpenMode } from "#runtime/log/disk.ts";
import { crc32 } from "node:zlib";

import type { Tamper } from "./power-loss-scenario.ts";

/**
 * A log without one of its rules, made by a disk that does not do what the rule asks for.
 * The tests must notice each: a test that passes on a log without the rule does not test the rule.
 */
export const MUTATIONS = {
  "no fsync for a barrier": onFiles(() => ({ syncData: skip })),

  "no truncating of a torn tail": onFiles(() => ({ truncate: skip })),

  "no fsync of the directory when a segment begins": (disk) => {
    let isCreated = false;
    return {
      ...passing(disk),
      open: (path, mode) => {
        isCreated = mode === "create";
        return disk.open(path, mode);
      },
      syncDirectory: async (path) => {
        if (!isCreated) await disk.syncDirectory(path);
        isCreated = false;
      },
    };
  },

  "no fsync of the segment before": onFiles((file) => {
    // Only the writer writes to a file that it never reads.
    let isWriter = false;
    return {
      read: (bytes, at) => {
        isWriter = false;
        return file.read(bytes, at);
      },
      write: (bytes, at) => {
        isWriter = true;
        return file.write(bytes, at);
      },
      sync: async () => {
        if (!isWriter) await file.sync();
      },
    };
  }),

  "an answer after a failed fsync": onFiles((file) => ({
    sync: () => file.sync().catch(ignoreEio),
    syncData: () => file.syncData().catch(ignoreEio),
  })),

  "no fsync of a file when it is opened": onFiles((file, mode) => {
    let isWriter = mode === "create";
    return {
      syncData: () => {
        isWriter = true;
        return file.syncData();
      },
      sync: async () => {
        if (isWriter) await file.sync();
      },
    };
  }),

  "no fsync of the directory when a log is opened": (disk) => {
    let isCreated = false;
    return {
      ...passing(disk),
      open: (path, mode) => {
        isCreated = mode === "create";
        return disk.open(path, mode);
      },
      syncDirectory: async (path) => {
        if (isCreated || !isThread(path)) await disk.syncDirectory(path);
        isCreated = false;
      },
    };
  },

  "no rewriting of what a failed fsync may have dropped": onFiles((file) => {
    let isRead = false;
    return {
      read: (bytes, at) => {
        isRead = true;
        return file.read(bytes, at);
      },
      write: async (bytes, at) => (isRead ? bytes.length : file.write(bytes, at)),
    };
  }),

  "no check of the checksum": onFiles((file) => ({ read: readMended(file) })),
} as const satisfies Record<string, Tamper>;

/** Changes what files do, each by itself. */
function onFiles(change: (file: DiskFile, mode: OpenMode) => Partial<DiskFile>): Tamper {
  return (disk) => ({
    ...passing(disk),
    open: async (path, mode) => {
      const file = await disk.open(path, mode);
      return { ...passingFile(file), ...change(file, mode) };
    },
  });
}

function passing(disk: Disk): Disk {
  return {
    makeDirectory: (path) => disk.makeDirectory(path),
    names: (path) => disk.names(path),
    syncDirectory: (path) => disk.syncDirectory(path),
    removeFile: (path) => disk.removeFile(path),
    removeDirectory: (path) => disk.removeDirectory(path),
    open: (path, mode) => disk.open(path, mode),
  };
}

function passingFile(file: DiskFile): DiskFile {
  return {
    size: () => file.size(),
    read: (bytes, at) => file.read(bytes, at),
    write: (bytes, at) => file.write(bytes, at),
    writeNow: (bytes, at) => file.writeNow?.(bytes, at),
    truncate: (size) => file.truncate(size),
    sync: () => file.sync(),
    syncData: () => file.syncData(),
    close: () => file.close(),
  };
}

async function skip(): Promise<void> {
  await Promise.resolve();
}

function ignoreEio(error: unknown): void {
  if (!hasCode(error, "EIO")) throw error;
}

function isThread(path: string): boolean {
  return path.includes("/th_");
}

/** Reads as if every line's checksum were right, by putting the right one into what was read. */
function readMended(file: DiskFile): DiskFile["read"] {
  return async (bytes, at) => {
    const whole = Buffer.alloc(await file.size());
    await readFully(file, whole, 0);
    for (let start = 0; start < whole.length;) {
      const newline = whole.indexOf(0x0a, start);
      const end = newline < 0 ? whole.length : newline;
      mend(whole.subarray(start, end));
      start = end + 1;
    }
    return whole.copy(bytes, 0, at, at + bytes.length);
  };
}

const CRC_BYTES = 18;

function mend(line: Buffer): void {
  const at = line.length - CRC_BYTES;
  if (at < 0) return;
  const crc = crc32(line.subarray(0, at)).toString(16).padStart(8, "0");
  line.write(`,"crc":"${crc}"}`, at, "latin1");
}
