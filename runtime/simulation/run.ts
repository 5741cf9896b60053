import { parseArgs } from "node:util";

import { runLivenessScenario } from "./liveness.ts";

/** `npm run simulate:runs -- [--seeds N] [--from N]`: F35 with as many seeds; `--seeds 1 --from N` runs one again. */
const SEEDS = 2_000;

const { values } = parseArgs({ options: { seeds: { type: "string" }, from: { type: "string" } } });
const from = Number(values.from ?? 1);
const end = from + Number(values.seeds ?? SEEDS);
let turns = 0;
let failed = 0;
for (let seed = from; seed < end; seed += 1) {
  const outcome = await runLivenessScenario(seed);
  turns += outcome.turns;
  if (outcome.wrong.length === 0) continue;
  failed += 1;
  process.stdout.write(`Seed ${seed}: ${outcome.wrong.join("; ")}\n`);
}
process.stdout.write(`${end - from} seeds, ${turns} turns, ${failed} seeds failed\n`);
// Whoever hangs in a simulated world hangs for ever.
process.exit(failed === 0 ? 0 : 1);
