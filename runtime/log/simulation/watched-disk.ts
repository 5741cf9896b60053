import type { Disk, DiskFile } from "#runtime/log/disk.ts";

/** A disk on which a test can count writes and fsyncs, and hold the fsyncs up. */
export interface WatchedDisk extends Disk {
  readonly writes: number;
  readonly syncs: number;
  /** Lets no fsync of a file go on until the answer is called. */
  holdSyncs(): () => void;
}

export function watchDisk(disk: Disk): WatchedDisk {
  const counts = { writes: 0, syncs: 0 };
  let gate = Promise.resolve();
  const watchFile = (file: DiskFile): DiskFile => ({
    size: () => file.size(),
    read: (bytes, at) => file.read(bytes, at),
    write: (bytes, at) => {
      counts.writes += 1;
      return file.write(bytes, at);
    },
    writeNow: (bytes, at) => {
      counts.writes += 1;
      file.writeNow?.(bytes, at);
    },
    truncate: (size) => file.truncate(size),
    sync: () => file.sync(),
    syncData: async () => {
      counts.syncs += 1;
      await gate;
      await file.syncData();
    },
    close: () => file.close(),
  });
  return {
    get writes() {
      return counts.writes;
    },
    get syncs() {
      return counts.syncs;
    },
    holdSyncs: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    makeDirectory: (path) => disk.makeDirectory(path),
    names: (path) => disk.names(path),
    syncDirectory: (path) => disk.syncDirectory(path),
    removeFile: (path) => disk.removeFile(path),
    removeDirectory: (path) => disk.removeDirectory(path),
    open: async (path, mode) => watchFile(await disk.open(path, mode)),
  };
}
