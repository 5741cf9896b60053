import type { Usage } from "#runtime/event/shared.ts";

/** Sums what is known; a field that neither side reported stays unknown. */
export function addUsage(left: Usage, right: Usage): Usage {
  const sum: Usage = { ...left };
  for (const field of USAGE_FIELDS) {
    const value = right[field];
    if (value !== undefined) sum[field] = (sum[field] ?? 0) + value;
  }
  return sum;
}

const USAGE_FIELDS = [
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "reasoning_tokens",
] as const;
