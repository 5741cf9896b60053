import type { Disk } from "#runtime/log/disk.ts";
import { openFileStore } from "#runtime/log/file-store.ts";
import { threadDirectories } from "#runtime/log/thread-directories.ts";
import type { EventLog, LogStore, ThreadRef } from "#runtime/log/port.ts";

import { insist, isOfDisk } from "./disk-refusal.ts";
import { Ledger, Violation } from "./ledger.ts";
import { Random } from "./random.ts";
import { readAlong } from "./read-along.ts";
import { sampleEntry } from "./sample-entry.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { SimulatedProcess, type Faults } from "./simulated-process.ts";

const LIVES_MAX = 6;
const WRITERS_MAX = 4;
const APPENDS_MAX = 8;
const BEGINNING_MAX = 2_000;

const DIRECTORY = "/data";

/** Puts something between the log and the disk, to see whether the scenario notices. */
export type Tamper = (disk: Disk) => Disk;

export interface Outcome {
  readonly seed: number;
  readonly violation: Error | undefined;
  readonly crashes: number;
  readonly tornTails: number;
  readonly events: number;
}

/**
 * Drives the file log through a few lives of a process on a disk that fails, all decided by the seed:
 * writers and readers at once, errors at any operation, the process or the power gone in the middle of any.
 */
export async function runPowerLossScenario(
  seed: number,
  tamper: Tamper = (disk) => disk,
): Promise<Outcome> {
  const scenario = new Scenario(seed, tamper);
  let violation: Error | undefined;
  try {
    await scenario.run();
  } catch (error) {
    // Whatever else the log throws, a broken promise among it, it must not throw.
    violation = error instanceof Error ? error : new Error(String(error));
  }
  const { crashes, tornTails, events } = scenario;
  return { seed, violation, crashes, tornTails, events };
}

interface SimulatedThread {
  readonly ref: ThreadRef;
  /** The sequence after which it begins, as a branch does. */
  readonly after: number;
  readonly ledger: Ledger;
  log: EventLog | undefined;
}

class Scenario {
  crashes = 0;
  events = 0;
  readonly #random: Random;
  readonly #disk: SimulatedDisk;
  readonly #tamper: Tamper;
  readonly #segmentBytes: number;
  readonly #threads: readonly SimulatedThread[];

  constructor(seed: number, tamper: Tamper) {
    this.#random = new Random(seed);
    this.#disk = new SimulatedDisk(this.#random.fork());
    this.#disk.makeDirectory(DIRECTORY);
    this.#disk.root.sync();
    this.#tamper = tamper;
    this.#segmentBytes = this.#random.between(300, 3_000);
    const beginning = this.#random.fork();
    this.#threads = Array.from({ length: this.#random.between(1, 2) }, (_, index) => {
      const after = beginning.chance(0.5) ? 0 : beginning.between(1, BEGINNING_MAX);
      const ref = { session_id: "s_1", thread_id: `th_${index}` };
      return { ref, after, ledger: new Ledger(after), log: undefined };
    });
  }

  get tornTails(): number {
    return this.#threads
      .flatMap(({ ref }) => this.#disk.directory(threadDirectories(DIRECTORY, ref).thread)?.names)
      .filter((name) => name?.endsWith(".torn")).length;
  }

  async run(): Promise<void> {
    for (let lives = this.#random.between(2, LIVES_MAX); lives > 0; lives -= 1) {
      await this.#live();
    }
    const process = new SimulatedProcess(this.#disk);
    const store = await this.#openStore(process);
    for (const thread of this.#threads) await this.#openChecked(store, thread, process);
    await store.close();
    if (this.#disk.openFiles > 0) throw new Violation("L7: a closed store holds a file");
  }

  /** One process from its start to its end, whichever that is. */
  async #live(): Promise<void> {
    const process = new SimulatedProcess(this.#disk, this.#faults());
    try {
      const store = await this.#openStore(process);
      await allDone(this.#threads.map((thread) => this.#use(store, thread, process)));
      if (this.#random.chance(0.5)) await this.#close(store);
    } catch (error) {
      if (!isOfDisk(error)) throw error;
    }
    process.kill();
    for (const thread of this.#threads) thread.log = undefined;
    this.crashes += 1;
    const losesPower = this.#random.chance(0.6);
    if (losesPower) this.#disk.losePower();
    for (const { ledger } of this.#threads) ledger.ended(losesPower);
  }

  #faults(): Faults {
    const random = this.#random.fork();
    const crashAt = random.chance(0.8) ? random.between(1, 150) : Number.POSITIVE_INFINITY;
    const errors = random.chance(0.5) ? random.fraction() * 0.04 : 0;
    return (_kind, number) => {
      if (number >= crashAt) return "crash";
      if (random.chance(errors)) return random.chance(0.5) ? "EIO" : "ENOSPC";
      return random.chance(0.1) ? "short" : undefined;
    };
  }

  #openStore(process: SimulatedProcess): Promise<LogStore> {
    return insist(process, () =>
      openFileStore({
        disk: this.#tamper(process),
        clock: simulatedClock(this.#random.fork()),
        directory: DIRECTORY,
        segmentBytes: this.#segmentBytes,
        awakeLogs: 1,
      }),
    );
  }

  async #use(store: LogStore, thread: SimulatedThread, process: SimulatedProcess): Promise<void> {
    for (let rounds = this.#random.between(1, 3); rounds > 0 && !process.isGone; rounds -= 1) {
      const log = await this.#openChecked(store, thread, process);
      const reader = readAlong(log, thread.ledger, this.#random.fork());
      const writers = Array.from({ length: this.#random.between(1, WRITERS_MAX) }, () =>
        this.#write(log, thread),
      );
      await allDone([...writers, Promise.allSettled(writers).then(() => reader.stop())]);
    }
  }

  async #openChecked(
    store: LogStore,
    thread: SimulatedThread,
    process: SimulatedProcess,
  ): Promise<EventLog> {
    const { ref, after, ledger } = thread;
    return insist(process, async () => {
      const log = await store.open(ref.session_id, ref.thread_id, { after });
      if (log !== thread.log) await ledger.check(log);
      thread.log = log;
      return log;
    });
  }

  /** Only a log that lives until it is closed promises that all of it is durable then. */
  async #close(store: LogStore): Promise<void> {
    const probes = this.#threads.map(async ({ log, ledger }) => {
      await log?.append([]);
      return log === undefined ? undefined : ledger;
    });
    const [closed, ...alive] = await Promise.allSettled([store.close(), ...probes]);
    if (closed.status === "rejected") throw closed.reason;
    for (const probe of alive) if (probe.status === "fulfilled") probe.value?.closed();
  }

  /** Appends until it has done its share or the log is dead. */
  async #write(log: EventLog, { ref, ledger }: SimulatedThread): Promise<void> {
    const random = this.#random.fork();
    for (let appends = random.between(1, APPENDS_MAX); appends > 0; appends -= 1) {
      const barrier = random.chance(0.4);
      const entries = Array.from({ length: random.between(1, 4) }, (_, index) =>
        sampleEntry(ledger.tail + 1 + index, this.#uniqueText(), ref),
      );
      const sequence = ledger.tail + entries.length;
      ledger.accept(entries, barrier);
      try {
        await log.append(entries, { barrier });
      } catch (error) {
        if (!isOfDisk(error)) throw error;
        ledger.refuse();
        return;
      }
      ledger.acknowledge(sequence, barrier);
      if (log.head().sequence < sequence)
        throw new Violation("L6: acknowledged before it is readable");
      if (random.chance(0.2)) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** No two events are alike, but all are about as long: what is left of one may stand where another was. */
  #uniqueText(): string {
    this.events += 1;
    return String(10_000 + this.events);
  }
}

/** Waits for all, also when one fails: nobody may still be at work when the next life begins. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}
