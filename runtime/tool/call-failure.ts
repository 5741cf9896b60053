import type { ToolEnd } from "./execute.ts";
import { SourceFailure } from "./source-failure.ts";
import { ToolError, type Tool } from "./tool.ts";

const MAX_MESSAGE_CHARS = 8_000;

type Failed = Extract<ToolEnd, { type: "failed" }>;
type NamedTool = Pick<Tool, "name" | "effect">;

/** The end of a call that somebody stopped. */
export function cancelled(tool: NamedTool): Failed {
  const message = `"${tool.name}" was cancelled${afterwards(tool)}`;
  return { type: "failed", reason: "cancelled", error: { code: "cancelled", message } };
}

/** The end of a call whose tool threw after it was asked to stop; it may say that it was lost. */
export function halted(tool: NamedTool, error: unknown): Failed {
  const isLost = error instanceof SourceFailure && error.reason === "lost";
  return isLost ? broken(tool, error) : cancelled(tool);
}

/** The end of a call whose tool was asked to stop and did not: nobody knows what becomes of it. */
export function unresolved(tool: NamedTool, patienceMs: number): Failed {
  const message = `"${tool.name}" did not end within ${patienceMs / 1000} s after it was asked to stop${afterwards(tool)}`;
  return { type: "failed", reason: "lost", error: { code: "unresolved", message } };
}

/** The end of a call that took longer than it may. */
export function timedOut(tool: NamedTool, limitMs: number): Failed {
  const message = `"${tool.name}" gave no result within ${limitMs / 1000} s${afterwards(tool)}`;
  const hint = "Ask for less at once, or raise timeout_ms of the tool's source";
  return { type: "failed", reason: "timed_out", error: { code: "timed_out", message, hint } };
}

/** The end of a call whose tool threw. */
export function broken(tool: NamedTool, error: unknown): Failed {
  if (error instanceof SourceFailure) {
    const { reason, code, hint } = error;
    const message = shorten(`${error.message}${reason === "lost" ? afterwards(tool) : ""}`);
    return { type: "failed", reason, error: { code, message, ...(hint && { hint }) } };
  }
  const text = shorten(error instanceof Error ? error.message : String(error));
  const failure =
    error instanceof ToolError
      ? { code: error.code, message: text }
      : { code: "tool_broken", message: `"${tool.name}" broke: ${text}` };
  return { type: "failed", reason: "error", error: failure };
}

/** Nobody saw the end of the call: what it was to do may be done. */
function afterwards({ effect }: NamedTool): string {
  return effect === "read" ? "" : "; it may have taken effect all the same";
}

function shorten(text: string): string {
  return text.length <= MAX_MESSAGE_CHARS ? text : `${text.slice(0, MAX_MESSAGE_CHARS)}…`;
}
