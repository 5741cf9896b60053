import { writeFully, type Disk, type DiskFile, type OpenMode } from "./disk.ts";
import { openingJson, sealJson } from "./epoch-line.ts";
import { encodeLine, LINE_OVERHEAD_BYTES } from "./line.ts";
import type { Entry } from "./port.ts";
import { Segment } from "./segment.ts";
import { makeThreadDirectories, type ThreadDirectories } from "./thread-directories.ts";

/** What is written without waiting, so that a write never holds up the process. */
const WRITE_NOW_MAX_BYTES = 65_536;

/** Room for one of the log's own lines. */
const EPOCH_LINE_BYTES = 128;

export interface SegmentWriterOptions {
  readonly disk: Disk;
  readonly directories: ThreadDirectories;
  readonly segments: Segment[];
  readonly head: number;
  readonly epoch: number;
  readonly segmentBytes: number;
  /** Told before the file is opened, which waits for it, and after it is closed. */
  readonly files: { take(): Promise<void>; give(): void };
}

/**
 * The end of a thread's log on disk. Owns the last segment's open file; its calls never overlap.
 *
 * 1. An epoch's opening line comes before its first event, and is durable before any of its events is shown.
 * 2. A segment is created once the one before it is durable, and written once its name is durable.
 * 3. A line's watermark never exceeds what an fsync has confirmed.
 *
 * After a rejection the disk's state is unknown: the writer may only be abandoned.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #segments: Segment[];
  #file: DiskFile | undefined;
  #written: number;
  #durable: number;
  #epoch: "unwritten" | "written" | "durable" = "unwritten";

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#segments = options.segments;
    this.#written = options.head;
    this.#durable = options.head;
  }

  /** Whether the next events may only be shown after a sync (1). */
  get mustSync(): boolean {
    return this.#epoch !== "durable";
  }

  get isDurable(): boolean {
    return this.#durable === this.#written;
  }

  /** Writes entries at the end of the log, over as many segments as they need. */
  async write(entries: readonly Entry[]): Promise<void> {
    let rest = entries;
    while (rest.length > 0) {
      const segment = this.#segments.at(-1);
      const fitting = segment === undefined ? undefined : this.#fitting(segment, rest);
      if (segment === undefined || fitting === undefined) {
        await this.#roll();
      } else {
        await this.#writeLines(segment, rest.slice(0, fitting.count), fitting.bytes);
        rest = rest.slice(fitting.count);
      }
    }
  }

  /**
   * Writes entries at once where nothing has to be waited for: the file is open and has room, the
   * epoch has begun. Answers whether it did; throws where `write` rejects.
   */
  writeNow(entries: readonly Entry[]): boolean {
    const file = this.#file;
    const segment = this.#segments.at(-1);
    if (file?.writeNow === undefined || segment === undefined || this.mustSync) return false;
    const fitting = this.#fitting(segment, entries);
    if (fitting?.count !== entries.length || fitting.bytes > WRITE_NOW_MAX_BYTES) return false;
    const lines = this.#encode(segment, entries, fitting.bytes);
    file.writeNow(lines, segment.bytes);
    this.#added(segment, entries, lines);
    return true;
  }

  /** Makes all that was written durable. */
  async sync(): Promise<void> {
    if (this.#file === undefined || this.isDurable) return;
    await this.#file.syncData();
    this.#markDurable();
  }

  /** Makes all durable, seals the epoch and lets go of the file. The next write opens it again. */
  async rest(): Promise<void> {
    if (this.#file === undefined) return;
    await this.sync();
    await this.#writeSeal(this.#file);
    await this.abandon();
  }

  /** Lets go of the file as it is. */
  async abandon(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    await file.close().finally(() => this.#options.files.give());
  }

  /** How many entries the segment still takes, an empty one at least one; undefined when it is full. */
  #fitting(
    segment: Segment,
    entries: readonly Entry[],
  ): { count: number; bytes: number } | undefined {
    const room = this.#options.segmentBytes - segment.bytes - EPOCH_LINE_BYTES;
    let bytes = 0;
    let count = 0;
    for (const { json } of entries) {
      const size = Buffer.byteLength(json) + LINE_OVERHEAD_BYTES;
      if (bytes + size > room && (segment.bytes > 0 || count > 0)) break;
      bytes += size;
      count += 1;
    }
    return count === 0 ? undefined : { count, bytes };
  }

  async #writeLines(segment: Segment, entries: readonly Entry[], bytes: number): Promise<void> {
    const lines = this.#encode(segment, entries, bytes);
    this.#file ??= await this.#open(segment, "write");
    await writeFully(this.#file, lines, segment.bytes);
    this.#added(segment, entries, lines);
  }

  #encode(segment: Segment, entries: readonly Entry[], bytes: number): Buffer {
    const lines = Buffer.allocUnsafe(bytes + EPOCH_LINE_BYTES);
    let used = 0;
    // (1)
    if (this.#epoch === "unwritten") {
      const opening = openingJson(this.#options.epoch, this.#written + 1);
      used = encodeLine(lines, used, opening, this.#durable);
      this.#epoch = "written";
    }
    for (const { event, json } of entries) {
      segment.note(event.sequence, segment.bytes + used);
      used = encodeLine(lines, used, json, this.#durable);
    }
    return lines.subarray(0, used);
  }

  #added(segment: Segment, entries: readonly Entry[], lines: Buffer): void {
    segment.bytes += lines.length;
    this.#written += entries.length;
  }

  /** The seal is no part of the segment: nobody syncs it, and the next event is written over it. */
  async #writeSeal(file: DiskFile): Promise<void> {
    const segment = this.#segments.at(-1);
    if (segment === undefined) return;
    const line = Buffer.allocUnsafe(EPOCH_LINE_BYTES);
    const seal = sealJson(this.#options.epoch, this.#written);
    const used = encodeLine(line, 0, seal, this.#durable);
    await writeFully(file, line.subarray(0, used), segment.bytes);
  }

  async #roll(): Promise<void> {
    const { disk, directories } = this.#options;
    const full = this.#segments.at(-1);
    // (2)
    if (full === undefined) await makeThreadDirectories(disk, directories);
    else await this.#finish(full);
    const segment = new Segment(directories.thread, this.#written + 1);
    this.#file = await this.#open(segment, "create");
    await disk.syncDirectory(directories.thread);
    this.#segments.push(segment);
  }

  async #finish(segment: Segment): Promise<void> {
    this.#file ??= await this.#open(segment, "write");
    await this.#file.sync();
    this.#markDurable();
    await this.abandon();
  }

  async #open({ path }: Segment, mode: OpenMode): Promise<DiskFile> {
    const { disk, files } = this.#options;
    await files.take();
    try {
      return await disk.open(path, mode);
    } catch (cause) {
      files.give();
      throw cause;
    }
  }

  /** (3) */
  #markDurable(): void {
    this.#durable = this.#written;
    if (this.#epoch === "written") this.#epoch = "durable";
  }
}
