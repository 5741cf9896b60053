import { z } from "zod";

import { ALIGNMENTS } from "#runtime/state/compare/alignment.ts";
import {
  comparisonReadModel,
  type ComparisonReadModel,
} from "#runtime/state/compare/comparison-read-model.ts";
import { command, CommandError } from "./command.ts";
import { parseRunRef, readComparedRun, type RunRef } from "./read-compared-run.ts";

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
    const [left, right] = [requireRef(a), requireRef(b)];
    return comparisonReadModel(
      await readComparedRun(left, services),
      await readComparedRun(right, services),
      by,
    );
  },
});

function requireRef(text: string): RunRef {
  const ref = parseRunRef(text);
  if (ref !== undefined) return ref;
  const message = `"${text}" names no run; give its id, and if you like an event: r_1@311`;
  throw new CommandError("invalid_input", message);
}
