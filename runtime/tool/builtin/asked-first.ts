import type { SourcedRule } from "#runtime/permission/rule.ts";

/** What a person is asked before, whatever else allows it: what was there is gone afterwards (seed 004). */
export const ASKED_FIRST: readonly SourcedRule[] = [
  { match: "delete_file", verdict: "ask", label: "a file would be deleted" },
  {
    match: "batch_files",
    args: { operations: "delete" },
    verdict: "ask",
    label: "a file would be deleted",
  },
  ...["write_file", "move_file"].map((match) => ({
    match,
    args: { overwrite: "true" },
    verdict: "ask" as const,
    label: "a file would be replaced",
  })),
];
