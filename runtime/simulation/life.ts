import { CommandError } from "#runtime/control/command.ts";
import { dispatch, perform } from "#runtime/control/dispatch.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import type { Disk } from "#runtime/log/disk.ts";
import { openFileStore } from "#runtime/log/file-store.ts";
import { isOfDisk } from "#runtime/log/simulation/disk-refusal.ts";
import type { Random } from "#runtime/log/simulation/random.ts";
import type { SimulatedDisk } from "#runtime/log/simulation/simulated-disk.ts";
import { SimulatedProcess } from "#runtime/log/simulation/simulated-process.ts";
import type { Clock } from "#runtime/services.ts";
import { testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import type { Moments } from "./moments.ts";
import { slowDisk } from "./slow-disk.ts";
import { unreliableCast } from "./unreliable-cast.ts";

export const DIRECTORY = "/data";
const THREADS_MAX = 3;
const KEYS = 40;
const MAX_PAUSE_MS = 20_000;
/** Of an operation on the disk to fail, while it may. */
const DISK_FAULT_CHANCE = 0.004;
/** Of a sync to take its time, and how long at most. */
const SLOW_SYNC_CHANCE = 0.05;
const SLOW_SYNC_MS = 6_000;

export interface LifeOptions {
  readonly disk: SimulatedDisk;
  readonly clock: Clock;
  readonly moments: Moments;
  readonly random: Random;
  /** Turns that were accepted so far, in this life and those before. */
  readonly accepted: Set<string>;
}

/** One life of a whole runtime on a simulated disk: it does what it is told, and its world goes wrong, until it ends. */
export class Life {
  readonly #options: LifeOptions;
  readonly #process: SimulatedProcess;
  readonly #disk: Disk;
  readonly #clock: Clock;
  readonly #halt = new AbortController();
  #runtime: TestRuntime | undefined;
  #hasBegun = false;
  #isOver = false;
  #isFaulty: boolean;

  constructor(options: LifeOptions, isFaulty: boolean) {
    const { disk, random, clock, moments } = options;
    const faults = random.fork();
    this.#options = options;
    this.#isFaulty = isFaulty;
    this.#clock = this.#mortal(clock);
    this.#process = new SimulatedProcess(disk, () => {
      moments.pass();
      return this.#isFaulty && faults.chance(DISK_FAULT_CHANCE) ? "EIO" : undefined;
    });
    this.#disk = slowDisk(this.#process, this.#clock, () =>
      this.#isFaulty && faults.chance(SLOW_SYNC_CHANCE) ? faults.between(1, SLOW_SYNC_MS) : 0,
    );
  }

  /** Whether it got as far as working: a server whose disk fails while it starts ends with that error. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Goes on with what the disk has, if the disk lets it. */
  async begin(): Promise<void> {
    const clock = this.#clock;
    try {
      const store = await openFileStore({ disk: this.#disk, clock, directory: DIRECTORY });
      const isFaulty = () => this.#isFaulty;
      const cast = unreliableCast({ clock, isFaulty, random: this.#options.random.fork() });
      const policy = { mode: "untrusted" };
      this.#runtime = await testRuntime({ ...cast, store, clock, policy, halt: this.#halt.signal });
      await this.#runtime.boot();
      this.#hasBegun = true;
    } catch (error) {
      if (!isOfDisk(error)) throw error;
    }
  }

  /** What persons do in a life, one thing after the other, as long as it lasts. */
  async beUsed(times: number): Promise<void> {
    const { random } = this.#options;
    for (let time = 0; time < times && this.#hasBegun; time += 1) {
      await this.#clock.sleep(random.between(0, MAX_PAUSE_MS));
      await this.#refusable(random.chance(0.5) ? this.#submit() : this.#meddle());
    }
  }

  /** From now on nothing goes wrong any more. */
  heal(): void {
    this.#isFaulty = false;
  }

  /** Ends it as a crash does: nothing of it runs any more, and nothing reaches the disk. */
  kill(): void {
    this.#isOver = true;
    this.#halt.abort(new Error("The process is gone"));
    this.#process.kill();
  }

  /** Sends a message to a thread that is there, or begins one; now and then one that was sent before. */
  async #submit(): Promise<void> {
    const { random, accepted } = this.#options;
    const services = this.#services();
    const threads = await services.threads.list();
    const { thread_id } = threads[random.between(0, THREADS_MAX - 1)] ?? {};
    const idempotency_key = `key_${random.between(1, KEYS)}`;
    const place = thread_id === undefined ? {} : { thread_id };
    const ask = { ...place, input: { text: "Do it" }, idempotency_key };
    const { turn_id } = await perform(submitTurn, ask, services);
    accepted.add(turn_id);
  }

  /** Stops a run or answers a question. */
  async #meddle(): Promise<void> {
    const { random } = this.#options;
    const services = this.#services();
    const threads = await services.threads.list();
    const thread = threads[random.between(0, threads.length - 1)];
    const pending = thread?.pending[0];
    if (pending === undefined) {
      const run_id = thread?.runs.at(-1)?.run_id;
      if (run_id !== undefined) await dispatch("interrupt_turn", { run_id }, services);
      return;
    }
    const known = pending.about === undefined ? ["allow_once", "deny"] : OUTCOMES;
    const decision = known[random.between(0, known.length - 1)];
    await dispatch("respond_action", { action_id: pending.action_id, decision }, services);
  }

  #services() {
    if (this.#runtime === undefined) throw new Error("This life has not begun");
    return this.#runtime.services;
  }

  /** A command may be refused, and so may whatever the disk does not take. */
  async #refusable(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof CommandError) && !isOfDisk(error)) throw error;
    }
  }

  /** The clock as long as this life lasts; for the dead no time passes. */
  #mortal(clock: Clock): Clock {
    const alive = async () => {
      if (this.#isOver) await new Promise(() => {});
    };
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: async (ms, signal) => {
        await alive();
        await clock.sleep(ms, signal);
        await alive();
      },
    };
  }
}

const OUTCOMES = ["mark_done", "mark_failed", "retry", "abort"];
