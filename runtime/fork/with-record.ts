import type { RunContext } from "#runtime/run-context.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Threads } from "#runtime/threads.ts";
import { recordedCalls } from "./recorded-calls.ts";

/**
 * Gives the run of a fork what its origin has a result for, as far as that one has come by now; a run that
 * began anew stays as it is.
 */
export async function withRecord(
  context: RunContext,
  state: ThreadState,
  threads: Pick<Threads, "find">,
): Promise<RunContext> {
  const forked = findRun(state, context.run_id)?.forked_from;
  if (forked === undefined) return context;
  const origin = await threads.find(forked.run_id);
  const run = origin === undefined ? undefined : findRun(await origin.state(), forked.run_id);
  if (run === undefined) return context;
  return { ...context, recorded: await recordedCalls(run, forked.sequence) };
}
