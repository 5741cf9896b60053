import type { ToolOutput } from "#runtime/event/tool.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { Tool, ToolContext } from "#runtime/tool/tool.ts";

/** Calls one of several tools as the loop would; the context may be given in parts. */
export async function runTool(
  tools: readonly Tool[],
  name: string,
  args: Record<string, Json>,
  context: Partial<ToolContext> = {},
): Promise<ToolOutput> {
  const tool = tools.find((known) => known.name === name);
  if (tool === undefined) throw new Error(`There is no tool "${name}"`);
  return tool.run(args, {
    signal: new AbortController().signal,
    idempotency_key: "key",
    progress: () => {},
    record: () => {},
    ...context,
  });
}
