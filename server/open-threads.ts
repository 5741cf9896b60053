import type { Logger } from "pino";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { Secrets } from "#runtime/model/cassette/secrets.ts";
import type { RunQueue } from "#runtime/run-queue.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import { Threads } from "#runtime/threads.ts";
import { keptStates } from "./kept-states.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Who is told of each thread that is there. */
type Wakes = Pick<RunQueue, "wake">;

interface ThreadParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly logger: Logger;
  /** Hears of every event that is written. */
  readonly heard: (event: RuntimeEvent) => void;
}

/** The threads of a server, and how they go on. */
export interface OpenedThreads {
  readonly threads: Threads;
  /** Lets a queue have all threads; resolves when it has them. Until then nobody finds a thread by an id. */
  readonly goOn: (queue: Wakes) => Promise<void>;
}

/**
 * Opens the threads of the data directory. They are read while tools and models start, which mostly wait.
 * Rejects with DataDirLockedError when another process has the directory.
 */
export async function openThreads(
  options: ServeOptions,
  { clock, ids, secrets, logger, heard }: ThreadParts,
): Promise<OpenedThreads> {
  const store = await openNodeStore(options.data, clock);
  const states = await keptStates(options, logger);
  const threads = new Threads(store, { clock, ids, secrets, heard, ...states });
  return { threads, goOn: readAhead(threads) };
}

function readAhead(threads: Threads): OpenedThreads["goOn"] {
  const working = Promise.withResolvers<Wakes>();
  const reading = threads.load(async (thread) => (await working.promise).wake(thread));
  // A server that cannot start says why; whether its threads could be read is no news then.
  reading.catch(() => undefined);
  return (queue) => {
    working.resolve(queue);
    return reading;
  };
}
