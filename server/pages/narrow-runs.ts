import type { RunSummary } from "#runtime/state/summary.ts";
import {
  type FacetValue,
  FILTERS,
  type RunFacets,
  type RunFilter,
  type RunsFilter,
  type RunSort,
  type WithoutFilter,
} from "#views/runs/runs-query.ts";

/** A run with what its session is called. */
export interface ListedRun extends RunSummary {
  readonly session_title: string;
}

export interface NarrowedRuns {
  readonly matching: readonly ListedRun[];
  /** For each facet, how many runs each of its values would leave beside the other filters. */
  readonly facets: RunFacets;
  /** For each filter that is set, how many runs would match without it. */
  readonly without: readonly WithoutFilter[];
}

/** The runs that fit every filter, and what each of the filters does to the list. */
export function narrowRuns(runs: readonly ListedRun[], filter: RunsFilter): NarrowedRuns {
  const set = FILTERS.filter((name) => filter[name] !== undefined);
  const passing = (but?: RunFilter) => {
    const checks = set.filter((name) => name !== but);
    return runs.filter((run) => checks.every((name) => TESTS[name](run, filter[name] ?? "")));
  };
  const countsOf = (name: keyof RunFacets) => countValues(passing(name), VALUES[name]);
  return {
    matching: passing(),
    facets: {
      status: countsOf("status"),
      model: countsOf("model"),
      agent: countsOf("agent"),
      tool: countsOf("tool"),
    },
    without: set.map((name) => ({
      name,
      value: filter[name] ?? "",
      count: passing(name).length,
    })),
  };
}

/** Sorts a copy; runs without the number that is asked for stand last. */
export function sortRuns(runs: readonly ListedRun[], sort: RunSort): readonly ListedRun[] {
  const newest = runs.toSorted((left, right) => (left.submitted_at < right.submitted_at ? 1 : -1));
  if (sort === "newest") return newest;
  if (sort === "oldest") return newest.toReversed();
  return newest.toSorted((left, right) => NUMBERS[sort](right) - NUMBERS[sort](left));
}

const NUMBERS: Readonly<
  Record<Exclude<RunSort, "newest" | "oldest">, (run: RunSummary) => number>
> = {
  slowest: ({ started_at, ended_at }) =>
    started_at === undefined || ended_at === undefined
      ? -1
      : Date.parse(ended_at) - Date.parse(started_at),
  tokens: ({ usage }) => (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0),
  tools: ({ tool_calls }) => tool_calls,
};

const VALUES: Readonly<Record<keyof RunFacets, (run: RunSummary) => readonly string[]>> = {
  status: ({ status }) => [status],
  agent: ({ agent }) => (agent === "" ? [] : [agent]),
  model: ({ model }) => (model === "" ? [] : [model]),
  tool: ({ tools }) => tools,
};

const TESTS: Readonly<Record<RunFilter, (run: ListedRun, value: string) => boolean>> = {
  q: ({ text, session_title, run_id }, words) =>
    `${text} ${session_title} ${run_id}`.toLowerCase().includes(words.toLowerCase()),
  status: (run, value) => VALUES.status(run).includes(value),
  agent: (run, value) => VALUES.agent(run).includes(value),
  model: (run, value) => VALUES.model(run).includes(value),
  tool: (run, value) => VALUES.tool(run).includes(value),
  // Days of UTC: as text they sort like time.
  from: ({ submitted_at }, day) => submitted_at.slice(0, day.length) >= day,
  to: ({ submitted_at }, day) => submitted_at.slice(0, day.length) <= day,
};

function countValues(
  runs: readonly ListedRun[],
  valuesOf: (run: RunSummary) => readonly string[],
): readonly FacetValue[] {
  const counts = new Map<string, number>();
  for (const value of runs.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((left, right) => left.value.localeCompare(right.value));
}
