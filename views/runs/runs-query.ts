import type { RunsQuery } from "#views/urls.ts";

/** What narrows the list of runs, in the order of its form. */
export const FILTERS = ["q", "status", "model", "agent", "tool", "from", "to"] as const;
export type RunFilter = (typeof FILTERS)[number];
export type RunsFilter = Pick<RunsQuery, RunFilter>;

/** A value of a facet, and how many runs have it that fit the other filters. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}
/** The filters that choose among the values that runs have. */
export type RunFacets = Readonly<
  Record<"status" | "model" | "agent" | "tool", readonly FacetValue[]>
>;

/** A filter that is set, and how many runs would match if it were dropped. */
export interface WithoutFilter {
  readonly name: RunFilter;
  readonly value: string;
  readonly count: number;
}

/** Orders of the list, the first where nothing else is asked for. */
export const SORTS = ["newest", "oldest", "slowest", "tokens", "tools"] as const;
export type RunSort = (typeof SORTS)[number];
