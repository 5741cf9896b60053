import { openFileStore } from "#runtime/log/file-store.ts";
import { decodeLine } from "#runtime/log/line.ts";
import type { Entry, EventLog } from "#runtime/log/port.ts";
import { segmentName } from "#runtime/log/segment.ts";

import type { Tamper } from "./power-loss-scenario.ts";
import { Random } from "./random.ts";
import { SAMPLE_THREAD, sampleEntry } from "./sample-entry.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { SimulatedProcess } from "./simulated-process.ts";

const DIRECTORY = "/data";
const THREAD_DIRECTORY = `${DIRECTORY}/sessions/${SAMPLE_THREAD.session_id}/${SAMPLE_THREAD.thread_id}`;
const SEGMENT_BYTES = 1_000;
const MASKS = [0x01, 0x20, 0x80];

const untampered: Tamper = (disk) => disk;

interface SegmentBytes {
  readonly first: number;
  readonly bytes: Buffer;
}

interface SampleLog {
  /** The sequence before its first event. */
  readonly after: number;
  readonly entries: readonly Entry[];
  readonly segments: readonly SegmentBytes[];
}

/**
 * Cuts a log of three segments that begins after `after` at every byte, with the segments behind the cut and
 * without; answers what went wrong.
 */
export async function truncateEveryByte(after = 0): Promise<readonly string[]> {
  const tamper = untampered;
  const log = await sampleLog(after);
  const faults: string[] = [];
  for (const [index, { bytes, first }] of log.segments.entries()) {
    for (let size = 0; size < bytes.length; size += 1) {
      const before = log.segments.slice(0, index);
      const cut = { first, bytes: bytes.subarray(0, size) };
      const behind = log.segments.slice(index + 1);
      const alone = [...before, cut];
      const where = `${segmentName(first)} cut at byte ${size}`;
      faults.push(...(await faultsOf({ log, segments: alone, proven: 0 }, tamper, where)));
      if (behind.length === 0) continue;
      const segments = [...alone, ...behind];
      const proven = (behind.at(-1)?.first ?? 1) - 1;
      faults.push(...(await faultsOf({ log, segments, proven }, tamper, `${where}, others kept`)));
    }
  }
  return faults;
}

/** Flips bits of every byte of a log of three segments that begins after `after`; answers what went wrong. */
export async function flipEveryByte(after = 0, tamper = untampered): Promise<readonly string[]> {
  const log = await sampleLog(after);
  const faults: string[] = [];
  for (const [index, { bytes, first }] of log.segments.entries()) {
    for (let at = 0; at < bytes.length; at += 1) {
      const proven = provenBehind(log.segments.slice(index), at);
      for (const mask of MASKS) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        const segments = log.segments.with(index, { first, bytes: flipped });
        const where = `${segmentName(first)} flipped by ${mask} at byte ${at}`;
        faults.push(...(await faultsOf({ log, segments, proven }, tamper, where)));
      }
    }
  }
  return faults;
}

/** Nine events acknowledged one by one; then, in a second life, three at once. Never closed. */
async function sampleLog(after: number): Promise<SampleLog> {
  const disk = plant([]);
  const entries = Array.from({ length: 12 }, (_, index) =>
    sampleEntry(after + index + 1, `${index + 10}`),
  );
  const first = await openLog(disk, untampered, after);
  for (const entry of entries.slice(0, 9)) await first.log.append([entry], { barrier: true });
  first.process.kill();
  const second = await openLog(disk, untampered, after);
  await second.log.append(entries.slice(9), { barrier: true });
  second.process.kill();
  const names = disk.directory(THREAD_DIRECTORY)?.names ?? [];
  const segments = names.toSorted().map((name) => ({
    first: Number.parseInt(name, 10),
    bytes: disk.file(`${THREAD_DIRECTORY}/${name}`)?.content ?? Buffer.alloc(0),
  }));
  if (segments.length !== 3) throw new Error(`The sample has ${segments.length} segments, not 3`);
  return { after, entries, segments };
}

interface Case {
  readonly log: SampleLog;
  readonly segments: readonly SegmentBytes[];
  /** The newest sequence that the undamaged rest proves to have been acknowledged. */
  readonly proven: number;
}

/** Opens what is left, reads it, goes on with it if it may, and opens it again. */
async function faultsOf(
  { log, segments, proven }: Case,
  tamper: Tamper,
  where: string,
): Promise<readonly string[]> {
  try {
    const disk = plant(segments);
    const opened = await openLog(disk, tamper, log.after);
    const head = opened.log.head().sequence;
    const kept = log.entries.slice(0, head - log.after);
    await expectEntries(opened.log, kept);
    const isDamaged = opened.log.damage !== undefined;
    if (isDamaged !== head < proven) {
      return [`${where}: ${isDamaged ? "damage" : "no damage"} at ${head} of ${proven}`];
    }
    if (isDamaged) return [];
    const fresh = sampleEntry(head + 1, "99");
    await opened.log.append([fresh], { barrier: true });
    opened.process.kill();
    await expectEntries((await openLog(disk, tamper, log.after)).log, [...kept, fresh]);
    return [];
  } catch (error) {
    return [`${where}: ${String(error)}`];
  }
}

async function expectEntries(log: EventLog, expected: readonly Entry[]): Promise<void> {
  const found = await log.read(0);
  const isSame = found.every(({ json }, index) => json === expected[index]?.json);
  if (!isSame || found.length !== expected.length) throw new Error("a wrong event was read");
}

async function openLog(
  disk: SimulatedDisk,
  tamper: Tamper,
  after: number,
): Promise<{ readonly log: EventLog; readonly process: SimulatedProcess }> {
  const process = new SimulatedProcess(disk);
  const store = await openFileStore({
    disk: tamper(process),
    clock: simulatedClock(disk.random),
    directory: DIRECTORY,
    segmentBytes: SEGMENT_BYTES,
  });
  const { session_id, thread_id } = SAMPLE_THREAD;
  return { log: await store.open(session_id, thread_id, { after }), process };
}

function plant(segments: readonly SegmentBytes[]): SimulatedDisk {
  const disk = new SimulatedDisk(new Random(1));
  const parents = THREAD_DIRECTORY.split("/").slice(1);
  parents.forEach((_, index) => disk.makeDirectory(`/${parents.slice(0, index + 1).join("/")}`));
  for (const { first, bytes } of segments) {
    disk.openFile(`${THREAD_DIRECTORY}/${segmentName(first)}`, "create").write(bytes, 0);
  }
  return disk;
}

/** What the lines behind the one at a byte prove, and the names of the segments behind. */
function provenBehind([segment, ...behind]: readonly SegmentBytes[], at: number): number {
  const newline = segment?.bytes.indexOf(0x0a, at) ?? -1;
  // A flipped newline takes the next line with it.
  const from = newline === at ? (segment?.bytes.indexOf(0x0a, at + 1) ?? -1) : newline;
  const rest = from < 0 ? Buffer.alloc(0) : (segment?.bytes.subarray(from + 1) ?? Buffer.alloc(0));
  const texts = [rest, ...behind.map(({ bytes }) => bytes)];
  const lines = texts.flatMap((text) => text.toString("latin1").split("\n"));
  const watermarks = lines.map((line) => decodeLine(Buffer.from(line, "latin1"))?.durable ?? 0);
  return Math.max(0, ...watermarks, ...behind.map(({ first }) => first - 1));
}
