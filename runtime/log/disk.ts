/**
 * What the log needs of a file system, and no more. The product passes `nodeDisk`, the simulation a disk that fails.
 * Every operation rejects with an error that has Node's `code` (ENOSPC, EIO ...).
 */
export interface Disk {
  /** Makes one directory; its parent must exist. One that exists already is left as it is. */
  makeDirectory(path: string): Promise<void>;
  /** The names in a directory, in no order; none when there is no such directory. */
  names(path: string): Promise<readonly string[]>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Takes a name away; one that is not there is left so. */
  removeFile(path: string): Promise<void>;
  /** Takes an empty directory away; one that is not there is left so. Rejects with ENOTEMPTY. */
  removeDirectory(path: string): Promise<void>;
  open(path: string, mode: OpenMode): Promise<DiskFile>;
}

/** `write` wants the file to exist, `create` wants it not to, `replace` empties it or makes it. */
export type OpenMode = "read" | "write" | "create" | "replace";

/** An open file. Whoever opens it closes it. */
export interface DiskFile {
  size(): Promise<number>;
  /** Reads into `bytes` from `position`; answers how many bytes there were, 0 at the end. */
  read(bytes: Uint8Array, position: number): Promise<number>;
  /** Writes at `position`; answers how many bytes were taken, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Writes all of a few bytes before it returns, or throws. Absent where only `write` will do. */
  writeNow?(bytes: Uint8Array, position: number): void;
  truncate(size: number): Promise<void>;
  /** fsync: content and all metadata are durable. */
  sync(): Promise<void>;
  /** fdatasync: content and the size are durable. */
  syncData(): Promise<void>;
  close(): Promise<void>;
}

/** Writes all of `bytes` at `position`, however many calls the disk takes for it. */
export async function writeFully(
  file: DiskFile,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const taken = await file.write(bytes.subarray(done), position + done);
    if (taken === 0) {
      throw new Error(`Could not write at byte "${position + done}": the disk took no bytes`);
    }
    done += taken;
  }
}

/** Reads `bytes.length` bytes from `position`, fewer only at the end of the file. */
export async function readFully(
  file: DiskFile,
  bytes: Uint8Array,
  position: number,
): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const got = await file.read(bytes.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

/** Whether an error of the disk carries this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
