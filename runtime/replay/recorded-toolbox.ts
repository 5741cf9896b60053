import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SourceFailure } from "#runtime/tool/source-failure.ts";
import { type Tool, type ToolContext, ToolError } from "#runtime/tool/tool.ts";
import { Toolbox } from "#runtime/tool/toolbox.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import type { Cursor } from "./cursor.ts";
import { until } from "./recorded-clock.ts";

type CallEnd = EventOf<"tool.result" | "tool.failed">;

/** One attempt of a call: where it began, and how it ended unless it was cut off. */
interface CallAttempt {
  readonly sequence: number;
  end?: CallEnd;
}

/** The attempts of each call, by its key. */
type Calls = Map<string, CallAttempt[]>;

/** The tools of the recording. They do nothing but answer what was recorded of each call. */
export function recordedToolbox(cursor: Cursor): Toolbox {
  const own = cursor.recording.events.filter(({ run_id }) => run_id === cursor.recording.run_id);
  const calls = callsByKey(own);
  const catalogue = own.find((event) => event.type === "tool.catalog.resolved");
  const tools = catalogue?.payload.tools ?? [];
  return new Toolbox(
    tools.map((tool): Tool => ({ ...tool, run: (_args, context) => play(cursor, calls, context) })),
  );
}

function callsByKey(own: readonly RuntimeEvent[]): Calls {
  const byKey: Calls = new Map();
  const open = new Map<string | undefined, CallAttempt>();
  for (const event of own) {
    if (event.type === "tool.started") {
      const call: CallAttempt = { sequence: event.sequence };
      const key = event.payload.idempotency_key;
      open.set(event.tool_call_id, call);
      byKey.set(key, [...(byKey.get(key) ?? []), call]);
    }
    const call = open.get(event.tool_call_id);
    if (call !== undefined && (event.type === "tool.result" || event.type === "tool.failed")) {
      call.end = event;
    }
  }
  return byKey;
}

async function play(
  cursor: Cursor,
  calls: Calls,
  { idempotency_key, signal }: ToolContext,
): Promise<ToolOutput> {
  const begun = cursor.last?.sequence ?? 0;
  const end = calls.get(idempotency_key)?.findLast(({ sequence }) => sequence <= begun)?.end;
  if (end?.type === "tool.result") return end.payload.output;
  if (end === undefined || WAITS.has(end.payload.error.code)) {
    // Whoever stops it is answered; what never answered does not answer here either.
    const answers = end?.payload.error.code === "unresolved" ? undefined : signal;
    return until(cursor, answers, () => false).then(() => ({ content: "" }));
  }
  throw failureOf(end);
}

/** A call that ended so did nothing until somebody else ended it. */
const WAITS: ReadonlySet<string> = new Set(["cancelled", "timed_out", "unresolved"]);

/** The error that the loop makes these words of. */
function failureOf({ payload }: EventOf<"tool.failed">): Error {
  const { name, reason, error } = payload;
  const { code, message, hint } = error;
  if (code === "tool_error") return new ToolError(message);
  if (code === "tool_broken") return new Error(message.replace(`"${name}" broke: `, ""));
  const isLost = reason === "lost";
  const words = isLost ? message.replace(/; it may have taken effect all the same$/, "") : message;
  return new SourceFailure(words, {
    reason: isLost ? "lost" : "error",
    code,
    ...(hint && { hint }),
  });
}
