import type { EventLog, OpenOptions } from "./port.ts";

/** Throws RangeError when a log does not begin where its opener means it to. */
export function checkBeginning(
  { thread_id, beginsAfter }: Pick<EventLog, "thread_id" | "beginsAfter">,
  { after }: OpenOptions,
): void {
  if (after === undefined || after === beginsAfter) return;
  throw new RangeError(
    `Could not open thread "${thread_id}" after event "${after}": it begins after "${beginsAfter}"; use another thread id`,
  );
}
