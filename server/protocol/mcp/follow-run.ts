import { requireThread } from "#runtime/control/find-thread.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog } from "#runtime/log/port.ts";
import type { AppServices } from "#server/services.ts";

const READ_BATCH = 500;

/** Which run, and the sequence after which its events are wanted. */
export interface FollowedRun {
  readonly run_id: string;
  readonly after: number;
}

/**
 * The events of a run as they are written, up to its terminal one. A log that fails is opened anew.
 * Rejects with the signal's reason, and with a CommandError where the thread cannot be read.
 */
export async function* followRun(
  control: AppServices["control"],
  { run_id, after }: FollowedRun,
  signal: AbortSignal,
): AsyncGenerator<RuntimeEvent> {
  let last = after;
  for (;;) {
    const { log } = await requireThread(control, "run", run_id);
    await newsAfter(log, last, signal);
    for (const { event } of await log.read(last, READ_BATCH)) {
      last = event.sequence;
      if (event.run_id !== run_id) continue;
      yield event;
      if (event.type === "turn.completed" || event.type === "turn.failed") return;
    }
  }
}

/** Resolves once the log has events after a sequence, or is dead. */
async function newsAfter(log: EventLog, sequence: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (log.head().sequence > sequence || log.isDead) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refuse = () => reject(signal.reason);
  const unwatch = log.subscribe(resolve);
  signal.addEventListener("abort", refuse, { once: true });
  try {
    await promise;
  } finally {
    unwatch();
    signal.removeEventListener("abort", refuse);
  }
}
