import type { CatalogTool } from "#runtime/event/tool.ts";

/** What a tool may do, in the words of the Agent Runtime draft, as far as its effect tells it. */
export interface ToolTraits {
  readonly is_read_only: boolean;
  /** Whether it runs beside others of its kind; all else runs alone, in the order asked (R4). */
  readonly is_concurrency_safe: boolean;
  /** Nobody has to say what a tool that acts destroys, so it is unknown, never "no". */
  readonly is_destructive: false | "unknown";
  /** Every call hears of a stop. One that does not end in time is lost: its outcome is unknown (R6). */
  readonly interrupt_behavior: "cancelled_or_lost";
  readonly capabilities: readonly ("read" | "write")[];
  readonly runtime_owner: "local" | "mcp_server";
}

/** A tool of the inventory with its traits. */
export type InventoryTool = CatalogTool & ToolTraits;

export function withTraits(tool: CatalogTool): InventoryTool {
  const reads = tool.effect === "read";
  return {
    ...tool,
    is_read_only: reads,
    is_concurrency_safe: reads,
    is_destructive: reads ? false : "unknown",
    interrupt_behavior: "cancelled_or_lost",
    capabilities: [reads ? "read" : "write"],
    runtime_owner: tool.source === "native" ? "local" : "mcp_server",
  };
}
