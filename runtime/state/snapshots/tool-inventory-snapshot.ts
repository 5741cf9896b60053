import type { ThreadState } from "#runtime/state/thread-state.ts";
import { type InventoryTool, withTraits } from "#runtime/state/tool-traits.ts";
import { headOf, type Observed, type SnapshotHead, type Standing, unknown } from "./snapshot.ts";

/** `tool_inventory_snapshot` of seed 003: the tools that the newest run of a thread was given. */
export interface ToolInventorySnapshot extends SnapshotHead<"tool_inventory_snapshot"> {
  readonly run_id?: string;
  readonly agent?: string;
  readonly tools: readonly InventoryTool[];
}

export function toolInventorySnapshot(
  state: ThreadState,
  observed: Observed,
): ToolInventorySnapshot {
  const run = state.turns.findLast((turn) => turn.run.started_at !== undefined)?.run;
  const standing: Standing =
    run === undefined
      ? unknown("No run of this thread has chosen its tools yet")
      : { state: "current" };
  return {
    ...headOf("tool_inventory_snapshot", state, observed, standing),
    ...(run !== undefined && { run_id: run.run_id, agent: run.agent }),
    tools: run?.tools.map(withTraits) ?? [],
  };
}
