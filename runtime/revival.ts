import type { Failure } from "#runtime/event/shared.ts";
import { activeRun, runIds } from "#runtime/state/run-queries.ts";
import type { Clock } from "./services.ts";
import type { Thread } from "./thread.ts";
import type { Threads } from "./threads.ts";

/** How long a thread is left alone after its log failed; each time it fails soon again, twice as long. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

interface Pause {
  readonly ms: number;
  /** When it is over. */
  readonly until: number;
}

export interface RevivalOptions {
  readonly threads: Pick<Threads, "forget" | "open">;
  readonly clock: Pick<Clock, "sleep" | "monotonic">;
  /** Lets somebody work on a thread again. */
  readonly wake: (thread: Thread) => void;
  /** Hears why a thread stopped. */
  readonly report: (thread: Thread, failure: unknown) => void;
  /** From then on nothing is revived. */
  readonly halt: AbortSignal;
}

/**
 * Goes on with threads whose log failed in the midst of a run, once the disk lets it: a disk that was full
 * for a moment must not leave a run open until the next restart. What the log has is what counts; going on
 * is a recovery as after a crash. The log tells that it was held up, as the first thing that it takes again.
 */
export class Revival {
  readonly #options: RevivalOptions;
  /** The last pause of each thread that has failed in this process. */
  readonly #pauses = new Map<string, Pause>();

  constructor(options: RevivalOptions) {
    this.#options = options;
  }

  /** A thread could not go on. Never rejects. */
  async failed(thread: Thread, failure: unknown): Promise<void> {
    const { threads, report, halt } = this.#options;
    report(thread, failure);
    const fault = thread.log.isDead ? logFault(failure) : undefined;
    try {
      await threads.forget(thread);
      while (!halt.aborted) {
        await this.#pause(thread);
        if (await this.#isRevived(thread, fault)) return;
      }
    } catch (error) {
      if (!halt.aborted) report(thread, error);
    }
  }

  async #pause({ thread_id }: Thread): Promise<void> {
    const { clock, halt } = this.#options;
    const now = clock.monotonic();
    const last = this.#pauses.get(thread_id);
    const isSoon = last !== undefined && now - last.until < LONGEST_PAUSE_MS;
    const ms = isSoon ? Math.min(2 * last.ms, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    this.#pauses.set(thread_id, { ms, until: now + ms });
    await clock.sleep(ms, halt);
  }

  /** A log that is damaged stays as it is, whatever the disk does. */
  async #isRevived(thread: Thread, fault: Failure | undefined): Promise<boolean> {
    const { threads, wake, report } = this.#options;
    try {
      const again = await threads.open(thread);
      if (again.log.damage !== undefined) return true;
      if (fault !== undefined) await tell(again, fault);
      wake(again);
      return true;
    } catch (error) {
      report(thread, error);
      return false;
    }
  }
}

async function tell(thread: Thread, error: Failure): Promise<void> {
  const run = activeRun(await thread.state());
  const ids = run === undefined ? {} : runIds(run);
  await thread.append([{ type: "runtime.error", ...ids, payload: { error } }]);
}

/** What a person can do about it; the server's own log has the cause, which may name paths. */
function logFault(failure: unknown): Failure {
  const { message, hint } = FAULTS[diskCode(failure) ?? ""] ?? {
    message: "The log could not be written",
    hint: "The server's log says why",
  };
  return {
    code: "log_failed",
    message: `${message}, and the work went on after it`,
    hint,
    retryable: true,
  };
}

const FULL = {
  message: "The disk was full, so that nothing could be written",
  hint: "Free space on the disk of the data folder",
};

const FAULTS: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EIO: {
    message: "The disk failed, so that nothing could be written",
    hint: "Look after the disk of the data folder: it may be about to break",
  },
};

/** The disk's own code, which stands below what the log made of it. */
function diskCode(failure: unknown): string | undefined {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return error.code;
  }
  return undefined;
}
