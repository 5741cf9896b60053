import type { Disk, DiskFile, OpenMode } from "#runtime/log/disk.ts";

import { diskError, type SimulatedDisk } from "./simulated-disk.ts";
import type { SimulatedFile } from "./simulated-file.ts";

export type OperationKind = keyof Disk | keyof DiskFile;

/** How an operation goes wrong: with an error, by taking only a part, or with the process ending in its middle. */
export type Fault = "EIO" | "ENOSPC" | "short" | "crash";

/** Says what happens to an operation of a process; they count from 1. */
export type Faults = (kind: OperationKind, number: number) => Fault | undefined;

interface Effects<Result> {
  readonly whole: () => Result;
  /** What it leaves behind when it ends on its way. */
  readonly part?: () => Result;
  /** What an error does in its place, when that is not the part. */
  readonly harm?: () => void;
}

/** One life of a process that uses the disk. Once it is gone its operations reject and change nothing. */
export class SimulatedProcess implements Disk {
  readonly #disk: SimulatedDisk;
  readonly #faults: Faults;
  #operations = 0;
  #isGone = false;

  constructor(disk: SimulatedDisk, faults: Faults = () => undefined) {
    this.#disk = disk;
    disk.openFiles = 0;
    this.#faults = faults;
  }

  get operations(): number {
    return this.#operations;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Ends the process where it stands. */
  kill(): void {
    this.#isGone = true;
  }

  makeDirectory(path: string): Promise<void> {
    return this.#operate("makeDirectory", { whole: () => this.#disk.makeDirectory(path) });
  }

  names(path: string): Promise<readonly string[]> {
    return this.#operate("names", { whole: () => this.#disk.directory(path)?.names ?? [] });
  }

  syncDirectory(path: string): Promise<void> {
    return this.#operate("syncDirectory", { whole: () => this.#disk.directory(path)?.sync() });
  }

  removeFile(path: string): Promise<void> {
    return this.#operate("removeFile", { whole: () => this.#disk.remove(path) });
  }

  removeDirectory(path: string): Promise<void> {
    return this.#operate("removeDirectory", { whole: () => this.#disk.remove(path) });
  }

  async open(path: string, mode: OpenMode): Promise<DiskFile> {
    const whole = (): SimulatedFile => this.#disk.openFile(path, mode);
    return this.#handle(await this.#operate("open", { whole }));
  }

  #handle(file: SimulatedFile): DiskFile {
    const { random } = this.#disk;
    this.#disk.countOpen(1);
    return {
      size: () => this.#operate("size", { whole: () => file.size }),
      read: (bytes, at) => this.#operate("read", { whole: () => file.read(bytes, at) }),
      write: (bytes, at) => {
        const taken = random.between(1, bytes.length);
        const write = (count: number) => () => file.write(bytes.subarray(0, count), at);
        return this.#operate("write", { whole: write(bytes.length), part: write(taken) });
      },
      writeNow: (bytes, at) => {
        const taken = random.between(1, bytes.length);
        const fault = this.#nextFault("writeNow");
        // A write that was cut short goes on by itself.
        this.#take("writeNow", fault === "short" ? undefined : fault, {
          whole: () => void file.write(bytes, at),
          part: () => void file.write(bytes.subarray(0, taken), at),
        });
      },
      truncate: (size) => this.#operate("truncate", { whole: () => file.truncate(size) }),
      sync: () => this.#sync("sync", file),
      syncData: () => this.#sync("syncData", file),
      close: () => this.#operate("close", { whole: () => this.#disk.countOpen(-1) }),
    };
  }

  #sync(kind: "sync" | "syncData", file: SimulatedFile): Promise<void> {
    return this.#operate(kind, {
      whole: () => file.sync(),
      harm: () => file.failSync(this.#disk.random),
    });
  }

  /** Does an operation after a random while, unless its fault has it otherwise. */
  async #operate<Result>(kind: OperationKind, effects: Effects<Result>): Promise<Result> {
    const { random } = this.#disk;
    const fault = this.#nextFault(kind);
    if (!this.#isGone) await (random.chance(0.1) ? eventLoopTurn() : Promise.resolve());
    return this.#take(kind, fault, effects);
  }

  #nextFault(kind: OperationKind): Fault | undefined {
    this.#operations += 1;
    return this.#faults(kind, this.#operations);
  }

  #take<Result>(kind: OperationKind, fault: Fault | undefined, effects: Effects<Result>): Result {
    if (this.#isGone) throw diskError("EIO", "the process is gone");
    if (fault === undefined) return effects.whole();
    if (fault === "short") return (effects.part ?? effects.whole)();
    this.#fail(fault, effects);
    throw diskError(fault === "ENOSPC" ? "ENOSPC" : "EIO", kind);
  }

  #fail(fault: Exclude<Fault, "short">, { whole, part, harm }: Effects<unknown>): void {
    if (fault !== "crash") {
      (harm ?? part)?.();
      return;
    }
    this.#isGone = true;
    if (this.#disk.random.chance(0.3)) whole();
    else part?.();
  }
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
