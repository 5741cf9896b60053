import type { ControlServices } from "#runtime/control/command.ts";
import type { LostThread } from "#views/lost-threads.ts";

/** The threads that cannot be read, or not to their end, in words for a person. */
export function threadsLost({ threads }: Pick<ControlServices, "threads">): readonly LostThread[] {
  return threads.unreadable.map(({ thread_id, error }) => ({ thread_id, reason: error.message }));
}
