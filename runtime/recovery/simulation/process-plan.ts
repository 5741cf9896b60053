import { z } from "zod";

import { OutcomeChoice } from "#runtime/event/action.ts";
import { Effect } from "#runtime/event/shared.ts";

/** What a process of the simulation does, as the JSON of its one argument. */
export const ProcessPlan = z.object({
  /** One after the other: the data directories in which it goes on with what is there. */
  directories: z.array(z.string()),
  effect: Effect,
  /** Threads in which it begins, where a directory is new; each gets one turn that acts and one more. */
  threads: z.int(),
  /** Pause between two pieces of an answer. */
  pause_ms: z.int(),
  /** How long a call takes after its effect. */
  act_ms: z.int(),
  fail_point: z.string().exactOptional(),
  /** How it answers where the outcome of a call is unknown; absent, it leaves the question open. */
  outcome: OutcomeChoice.exactOptional(),
});
export type ProcessPlan = z.infer<typeof ProcessPlan>;

/** What it says, one a line: an event that was acknowledged, or that a directory's runs are at rest. */
export const ProcessLine = z.union([
  z.object({ thread_id: z.string(), sequence: z.int(), event_id: z.string() }),
  z.object({ ready: z.string() }),
  z.object({ at_rest: z.string() }),
]);
export type ProcessLine = z.infer<typeof ProcessLine>;

/** Where the acts of a data directory are noted. */
export function actsFile(directory: string): string {
  return `${directory}.acts`;
}
