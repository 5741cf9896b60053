import type { ThreadState } from "#runtime/state/thread-state.ts";
import { headOf, type Observed, type SnapshotHead, unavailable } from "./snapshot.ts";

/** Why the snapshots of services that do not exist have nothing to tell. */
const REASONS = {
  channel_summary: "No remote channel can connect yet",
} as const;

export type AbsentSnapshot = keyof typeof REASONS;

/** A snapshot of a service that does not exist: unavailable, which is not the same as empty. */
export function absentSnapshot<Name extends AbsentSnapshot>(
  name: Name,
  state: ThreadState,
  observed: Observed,
): SnapshotHead<Name> {
  return headOf(name, state, observed, unavailable(REASONS[name]));
}
