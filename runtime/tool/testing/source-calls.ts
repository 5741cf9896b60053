import type { Json } from "#runtime/event/shared.ts";
import { systemClock } from "#runtime/system-services.ts";
import { executeTool, type ToolEnd, type ToolUpdate } from "#runtime/tool/execute.ts";
import type { McpSource } from "#runtime/tool/mcp/source.ts";
import type { Tool } from "#runtime/tool/tool.ts";

export function find(source: McpSource, name: string): Tool {
  const tool = source.tools().find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`No tool "${name}": ${JSON.stringify(source.health())}`);
  return tool;
}

export function run(
  tool: Tool,
  args: Record<string, Json> = {},
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<ToolUpdate, void> {
  return executeTool(tool, args, { clock: systemClock, signal, idempotency_key: "key" });
}

export function updatesOf(tool: Tool, args?: Record<string, Json>): Promise<ToolUpdate[]> {
  return Array.fromAsync(run(tool, args));
}

/** The end of a call. */
export async function call(tool: Tool, args?: Record<string, Json>): Promise<ToolEnd> {
  const end = (await updatesOf(tool, args)).at(-1);
  if (end === undefined || end.type === "progress" || end.type === "facts")
    throw new Error("The call has no end");
  return end;
}

/** What a call gave; throws if it failed. */
export async function content(tool: Tool): Promise<string> {
  const end = await call(tool);
  if (end.type === "failed") throw new Error(end.error.message);
  return end.output.content;
}
