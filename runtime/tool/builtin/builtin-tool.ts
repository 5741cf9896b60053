import { z } from "zod";

import { Json, type Effect } from "#runtime/event/shared.ts";
import { type Tool, type ToolContext, ToolError } from "#runtime/tool/tool.ts";

/** What a builtin tool says when it cannot do what it was asked (seed 004, `ToolError`). */
export type BuiltinErrorCode =
  | "INVALID_PATH"
  | "FILE_NOT_FOUND"
  | "PERMISSION_DENIED"
  | "TIMEOUT"
  | "EXECUTION_ERROR";

/** A no of a builtin tool, under its code. */
export function builtinError(code: BuiltinErrorCode, message: string, cause?: unknown): ToolError {
  return new ToolError(message, code, { cause });
}

/** What a builtin tool gives; its details are plain data. */
export interface BuiltinOutput {
  readonly content: string;
  readonly details?: object;
}

interface Definition<Input extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly input: Input;
  readonly timeout_ms?: number;
  readonly open_world?: boolean;
  run(input: z.output<Input>, context: ToolContext): Promise<BuiltinOutput>;
}

/** A tool of our own. Its schema is what it checks, so that both say the same. */
export function builtinTool<Input extends z.ZodType>(definition: Definition<Input>): Tool {
  const { name, title, description, effect, input, timeout_ms, open_world = false } = definition;
  return {
    name,
    title,
    description,
    source: "native",
    effect,
    input_schema: Json.parse(z.toJSONSchema(input, { io: "input" })),
    hints: { read_only: effect === "read", idempotent: effect !== "at_most_once", open_world },
    ...(timeout_ms !== undefined && { timeout_ms }),
    run: async (args, context) => {
      const parsed = input.safeParse(args);
      if (!parsed.success) throw builtinError("EXECUTION_ERROR", z.prettifyError(parsed.error));
      const { content, details } = await definition.run(parsed.data, context);
      // JSON.parse gives nothing but JSON values.
      const facts = { details: JSON.parse(JSON.stringify(details ?? {})) as Json };
      return { content, ...(details !== undefined && facts) };
    },
  };
}
