import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { runReadModel, type RunReadModel } from "#runtime/state/run-read-model.ts";

/** What a history says of each of its runs, to whoever reads it now. */
export function readModels(events: readonly RuntimeEvent[]): readonly RunReadModel[] {
  const [first] = events;
  if (first === undefined) return [];
  const { turns } = events.reduce(fold, emptyThread(first.session_id, first.thread_id));
  return turns.map(({ run, text }) => runReadModel(run, text));
}
