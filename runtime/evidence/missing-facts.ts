import type { RunState } from "#runtime/state/thread-state.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ManifestEntry } from "./output-manifest.ts";

/** What nobody knows of these runs, in words: said, never made up. */
export function missingFacts(
  runs: readonly RunState[],
  outputs: readonly ManifestEntry[],
): readonly string[] {
  return [...runs.flatMap(missingOf), ...outputs.flatMap(missingOutput)];
}

function missingOf(run: RunState): readonly string[] {
  const { run_id, status, cost, usage, steps, calls, unresolved = [] } = run;
  const lost = calls.filter((call) => call.status === "lost" || call.status === "outcome_unknown");
  const names = lost.map(({ name, tool_call_id }) => `${name} (${tool_call_id})`);
  const isAsked = steps.length > 0;
  return [
    ...(isTerminal(status) ? [] : [`${run_id}: it has not ended`]),
    ...(isAsked && Object.keys(usage).length === 0
      ? [`${run_id}: no provider counted tokens`]
      : []),
    ...(cost !== undefined && cost.unpriced > 0
      ? [`${run_id}: the price of ${cost.unpriced} of ${cost.answers} answers`]
      : []),
    ...names.map((name) => `${run_id}: what became of ${name}`),
    ...unresolved
      .filter((id) => !lost.some(({ tool_call_id }) => tool_call_id === id))
      .map((id) => `${run_id}: what became of ${id}`),
  ];
}

function missingOutput({ output_ref, state }: ManifestEntry): readonly string[] {
  return state === "kept" ? [] : [`${output_ref}: its bytes (${state})`];
}
