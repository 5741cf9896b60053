import { writeSync } from "node:fs";
import { mkdir, open, readdir, rmdir, unlink, type FileHandle } from "node:fs/promises";

import { hasCode, type Disk, type DiskFile, type OpenMode } from "./disk.ts";

const FLAGS = { read: "r", write: "r+", create: "wx+", replace: "w+" } as const satisfies Record<
  OpenMode,
  string
>;

/** What people say to their agents is theirs: no other user of the machine may read it. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** The machine's file system. */
export const nodeDisk: Disk = {
  async makeDirectory(path) {
    try {
      await mkdir(path, { mode: DIRECTORY_MODE });
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
    }
  },

  async names(path) {
    try {
      return await readdir(path);
    } catch (error) {
      if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return [];
      throw error;
    }
  },

  async syncDirectory(path) {
    // Windows opens no directory for syncing; NTFS journals names by itself.
    if (process.platform === "win32") return;
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },

  removeFile: (path) => gone(unlink(path)),
  removeDirectory: (path) => gone(rmdir(path)),

  async open(path, mode) {
    return new NodeFile(await open(path, FLAGS[mode], FILE_MODE));
  },
};

async function gone(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

class NodeFile implements DiskFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async read(bytes: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.read(bytes, 0, bytes.length, position)).bytesRead;
  }

  async write(bytes: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.write(bytes, 0, bytes.length, position)).bytesWritten;
  }

  /** A copy into the page cache takes less time than it takes to hand it to another thread. */
  writeNow(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length;) {
      const taken = writeSync(this.#handle.fd, bytes, done, bytes.length - done, position + done);
      if (taken === 0) {
        throw new Error(`Could not write at byte "${position + done}": the disk took no bytes`);
      }
      done += taken;
    }
  }

  truncate(size: number): Promise<void> {
    return this.#handle.truncate(size);
  }

  sync(): Promise<void> {
    return this.#handle.sync();
  }

  syncData(): Promise<void> {
    return this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
