import { z } from "zod";

import { absentCommands, Id } from "./absent.ts";

const Trial = z.strictObject({ trial_id: Id });

/** Trials of an agent's configurations over a data set. */
export const absentBenchmarkCommands = absentCommands("benchmarks do not exist yet", {
  start_benchmark_trial: {
    description: "Runs one task of a data set under one configuration",
    kind: "write",
    input: z.strictObject({
      dataset_id: Id,
      task_id: Id,
      configuration_id: Id,
      idempotency_key: Id.exactOptional(),
    }),
  },
  record_benchmark_reward: {
    description: "Tells what a trial was worth",
    kind: "write",
    input: Trial.extend({ value: z.number(), criteria: z.array(z.string()).exactOptional() }),
  },
  export_benchmark_trial: { description: "A trial's trajectory", kind: "read", input: Trial },
  compare_benchmark_runs: {
    description: "Sets a candidate beside its baseline",
    kind: "read",
    input: z.strictObject({ baseline_id: Id, candidate_id: Id }),
  },
});
