import type { Failure, Json } from "#runtime/event/shared.ts";
import type { ToolFailureReason, ToolOutput } from "#runtime/event/tool.ts";
import type { Clock } from "#runtime/services.ts";
import { CallInbox, type ToolProgress } from "./call-inbox.ts";
import { broken, cancelled, halted, timedOut, unresolved } from "./call-failure.ts";
import { fitOutput } from "./fit-output.ts";
import { OpenQuestions } from "./open-questions.ts";
import type { AskPerson, Tool, ToolFact } from "./tool.ts";

/** How long a call may take when neither the caller nor the tool says. */
export const TOOL_TIMEOUT_MS = 60_000;
/** How long a tool that was asked to stop may take to end; below the five seconds of a run (R6). */
export const STOP_PATIENCE_MS = 4_000;
const PROGRESS_INTERVAL_MS = 50;

export type ToolUpdate =
  | { readonly type: "facts"; readonly facts: readonly ToolFact[] }
  | ({ readonly type: "progress" } & ToolProgress)
  | ToolEnd;

export type ToolEnd =
  | {
      readonly type: "result";
      readonly output: ToolOutput;
      /** The content before it was cut to what an event holds; absent where nothing was cut. */
      readonly whole?: string;
    }
  | { readonly type: "failed"; readonly reason: ToolFailureReason; readonly error: Failure };

export interface ToolCallOptions {
  readonly clock: Clock;
  /** Cancels the call. */
  readonly signal: AbortSignal;
  readonly idempotency_key: string;
  readonly timeout_ms?: number;
  readonly tool_call_id?: string;
  /** Asks the person whom the call works for; absent, nobody is asked. */
  readonly ask?: AskPerson;
}

/**
 * Runs one call of a tool.
 *
 * E1 The last update is a result or a failure and the only one of its kind, whatever the tool does.
 * E2 It comes at once after a time-out. After a cancel it comes when the tool has ended, at the latest
 *    after four seconds, with an unknown outcome. The tool's signal is aborted before it.
 * E3 Progress is merged: at most the newest of each 50 ms, and none after the end.
 * E4 Who leaves the loop at an update cancels the tool; who waits for one has the signal for that.
 * E5 What the tool records comes in order, all of it, and before the end.
 * E6 A question of the tool is over before its result or failure comes; the call's time does not run meanwhile.
 */
export async function* executeTool(
  tool: Tool,
  args: Record<string, Json>,
  options: ToolCallOptions,
): AsyncGenerator<ToolUpdate, void> {
  const { clock } = options;
  const inbox = new CallInbox<ToolEnd>();
  const stop = begin(tool, args, options, inbox);
  try {
    for (let sentAt = -Infinity; ; sentAt = clock.monotonic()) {
      await inbox.changed();
      await pause(clock, sentAt + PROGRESS_INTERVAL_MS - clock.monotonic(), inbox.ended);
      const facts = inbox.takeFacts();
      if (facts.length > 0) yield { type: "facts", facts }; // E5
      if (inbox.end !== undefined) {
        yield inbox.end; // E1
        return;
      }
      const progress = inbox.takeProgress();
      if (progress !== undefined) yield { type: "progress", ...progress }; // E3
    }
  } finally {
    stop(); // E4
  }
}

/** Starts the tool and its watches; gives back what stops them. */
function begin(
  tool: Tool,
  args: Record<string, Json>,
  { clock, signal, idempotency_key, timeout_ms, tool_call_id, ask }: ToolCallOptions,
  inbox: CallInbox<ToolEnd>,
): () => void {
  const controller = new AbortController();
  const end = (update: ToolEnd, reason: unknown) => {
    controller.abort(reason); // E2
    inbox.finish(update);
  };
  const stop = () => end(cancelled(tool), new DOMException("The call is over", "AbortError"));
  if (signal.aborted) {
    end(cancelled(tool), signal.reason);
    return stop;
  }
  const after = (ms: number, late: () => void) => {
    clock.sleep(ms, inbox.ended).then(late, () => {}); // The call ended first.
  };
  const cancel = () => {
    controller.abort(signal.reason);
    inbox.report({ message: "Asked to stop" });
    after(STOP_PATIENCE_MS, () => inbox.finish(unresolved(tool, STOP_PATIENCE_MS)));
  };
  signal.addEventListener("abort", cancel, { once: true, signal: inbox.ended });

  const limitMs = timeout_ms ?? tool.timeout_ms ?? TOOL_TIMEOUT_MS;
  const questions = new OpenQuestions(clock, ask);
  const late = () => {
    if (signal.aborted) return;
    end(timedOut(tool, limitMs), new DOMException("The call took too long", "TimeoutError"));
  };
  questions.worked(limitMs, inbox.ended).then(late, () => {}); // The call ended first.
  const progress = (update: ToolProgress) => inbox.report(update);
  const named = tool_call_id !== undefined && { tool_call_id };
  const record = (fact: ToolFact) => inbox.record(fact);
  const own = { signal: controller.signal, idempotency_key, progress, record, ...named };
  const context = ask === undefined ? own : { ...own, ask: questions.ask };
  const work = async () => {
    try {
      return await tool.run(args, context);
    } finally {
      await questions.close(); // E6
    }
  };
  work()
    .then((given) => ({ given, output: fitOutput(given) }))
    .then(
      ({ given, output }) => inbox.finish({ type: "result", output, ...wholeOf(given, output) }),
      (error: unknown) => inbox.finish(signal.aborted ? halted(tool, error) : broken(tool, error)),
    );
  return stop;
}

function wholeOf(given: ToolOutput, { content }: ToolOutput): { whole?: string } {
  return given.content === content ? {} : { whole: given.content };
}

/** Waits, or not: when the call ends there is nothing to wait for. */
async function pause(clock: Clock, ms: number, ended: AbortSignal): Promise<void> {
  if (ms > 0) await clock.sleep(ms, ended).catch(() => {});
}
