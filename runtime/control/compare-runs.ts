import { z } from "zod";

import { ALIGNMENTS } from "#runtime/state/compare/alignment.ts";
import {
  comparisonReadModel,
  type ComparisonReadModel,
} from "#runtime/state/compare/comparison-read-model.ts";
import { command } from "./command.ts";
import { parseRunRef, readComparedRun } from "./read-compared-run.ts";

const Ref = z.string().min(1);

export const compareRuns = command({
  name: "compare_runs",
  description: "What two runs do otherwise: their events, measures, answers, prompts and states",
  kind: "read",
  input: z.strictObject({
    /** Run ids; `r_1@311` counts the events up to 311. */
    a: Ref,
    b: Ref,
    by: z.enum(ALIGNMENTS).default("step"),
  }),
  async run({ a, b, by }, services): Promise<ComparisonReadModel> {
    const [left, right] = [parseRunRef(a), parseRunRef(b)];
    return comparisonReadModel(
      await readComparedRun(left, services),
      await readComparedRun(right, services),
      by,
    );
  },
});
