import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog } from "#runtime/log/port.ts";

const READ_BATCH = 500;

/** The events of a log as they come, until the run's last one. A reader that leaves early stops nothing. */
export async function* runEvents(log: EventLog): AsyncGenerator<RuntimeEvent> {
  let after = 0;
  let wake = (): void => {};
  const unsubscribe = log.subscribe(() => wake());
  try {
    for (;;) {
      const news = new Promise<void>((resolve) => (wake = resolve));
      for (const { event } of await log.read(after, READ_BATCH)) {
        after = event.sequence;
        yield event;
        if (event.type === "turn.completed" || event.type === "turn.failed") return;
      }
      if (log.head().sequence === after) await news;
    }
  } finally {
    unsubscribe();
  }
}
