import type { Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import type { ModelTool } from "#runtime/model/driver.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import type { Tool, ToolContext } from "#runtime/tool/tool.ts";

/** What runs when a model calls a tool that a prompt describes, by the tool's name. */
export type ToolHandlers = Readonly<
  Record<string, (args: Record<string, Json>, context: ToolContext) => Promise<ToolOutput>>
>;

/** A prompt describes a tool that nobody handles. */
export class MissingToolHandlerError extends AgentSdkError {
  override name = "MissingToolHandlerError";
  readonly code = "missing_tool_handler";
}

/** The tools of a prompt with what they do. Throws MissingToolHandlerError, which names every one without a handler. */
export function bindTools(specs: readonly ModelTool[], handlers: ToolHandlers): Tool[] {
  const missing = specs.filter(({ name }) => !Object.hasOwn(handlers, name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => `"${name}"`).join(", ");
    throw new MissingToolHandlerError(
      `No handler is given for ${names}`,
      "Give one for each tool that the prompt describes",
    );
  }
  return specs.flatMap((spec) => {
    const run = handlers[spec.name];
    // Nobody says what a handler does to the world, so that none is started twice.
    return run === undefined ? [] : [{ ...spec, source: "prompt", effect: "at_most_once", run }];
  });
}
