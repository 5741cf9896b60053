import type { Disk, DiskFile } from "#runtime/log/disk.ts";
import type { Clock } from "#runtime/services.ts";

/** A disk that takes its time to make things durable: `syncMs` says how long, for each sync anew. */
export function slowDisk(disk: Disk, clock: Pick<Clock, "sleep">, syncMs: () => number): Disk {
  const slow = async () => {
    const ms = syncMs();
    if (ms > 0) await clock.sleep(ms);
  };
  return {
    makeDirectory: (path) => disk.makeDirectory(path),
    names: (path) => disk.names(path),
    async syncDirectory(path) {
      await slow();
      await disk.syncDirectory(path);
    },
    removeFile: (path) => disk.removeFile(path),
    removeDirectory: (path) => disk.removeDirectory(path),
    open: async (path, mode) => slowFile(await disk.open(path, mode), slow),
  };
}

function slowFile(file: DiskFile, slow: () => Promise<void>): DiskFile {
  return {
    size: () => file.size(),
    read: (bytes, position) => file.read(bytes, position),
    write: (bytes, position) => file.write(bytes, position),
    ...(file.writeNow !== undefined && {
      writeNow: (bytes, position) => file.writeNow?.(bytes, position),
    }),
    truncate: (size) => file.truncate(size),
    async sync() {
      await slow();
      await file.sync();
    },
    async syncData() {
      await slow();
      await file.syncData();
    },
    close: () => file.close(),
  };
}
