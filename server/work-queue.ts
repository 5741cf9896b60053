import type { Logger } from "pino";

import { Revival } from "#runtime/revival.ts";
import { RunQueue } from "#runtime/run-queue.ts";
import type { UniversalAgentRuntime } from "#runtime/runtime.ts";
import type { Clock } from "#runtime/services.ts";
import type { Threads } from "#runtime/threads.ts";

interface WorkServices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** From then on nothing is revived. */
  readonly halt: AbortSignal;
}

/** The queue of a server: a thread that its disk stops goes on by itself once it can. */
export function workQueue(
  runtime: UniversalAgentRuntime,
  threads: Threads,
  { clock, logger, halt }: WorkServices,
): RunQueue {
  const queue = new RunQueue(runtime, threads, (thread, failure) => {
    void revival.failed(thread, failure);
  });
  const revival = new Revival({
    threads,
    clock,
    wake: (thread) => queue.wake(thread),
    report: ({ thread_id }, error) => logger.error({ err: error, thread_id }, "A log failed"),
    halt,
  });
  return queue;
}
