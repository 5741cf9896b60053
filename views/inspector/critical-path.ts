import type { Span } from "./spans.ts";

/**
 * The calls that a run's end waited for: the one that ended last, before it the one that ended last until
 * that began, and so on. Had any of them been faster, so had the run, unless another took its place.
 */
export function criticalPath(spans: readonly Span[]): ReadonlySet<Span> {
  const calls = spans
    .filter(({ kind }) => kind !== "run" && kind !== "step")
    .toSorted((a, b) => b.to - a.to || b.from - a.from);
  const path = new Set<Span>();
  let until = Number.POSITIVE_INFINITY;
  for (const span of calls) {
    if (span.to > until) continue;
    path.add(span);
    until = span.from;
  }
  return path;
}
