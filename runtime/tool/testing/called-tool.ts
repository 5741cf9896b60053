import type { ToolOutput } from "#runtime/event/tool.ts";
import type { Clock } from "#runtime/services.ts";
import { executeTool, type ToolUpdate } from "#runtime/tool/execute.ts";
import type { Tool, ToolContext } from "#runtime/tool/tool.ts";
import { ManualClock } from "./manual-clock.ts";

type Run = (context: ToolContext, args: unknown) => ReturnType<Tool["run"]>;

/** A tool that does one thing, and gets its context first. */
export function tool(run: Run): Tool {
  return {
    name: "test__act",
    description: "Acts",
    source: "test",
    effect: "at_most_once",
    input_schema: { type: "object" },
    run: (args, context) => run(context, args),
  };
}

/** A tool that never ends by itself. */
export const hanging = tool(() => new Promise(() => {}));

interface Options {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly timeout_ms?: number;
}

/** A call that has begun, and whose tool is moved by hand. */
export interface MovedCall {
  readonly updates: AsyncGenerator<ToolUpdate, void>;
  readonly context: () => ToolContext;
  readonly finish: (output: ToolOutput) => void;
}

export function start(
  base: Tool,
  { clock = new ManualClock(), signal, timeout_ms }: Options = {},
): MovedCall {
  const { promise, resolve } = Promise.withResolvers<ToolOutput>();
  const contexts: ToolContext[] = [];
  const moved: Tool = {
    ...base,
    run: (_args, context) => {
      contexts.push(context);
      return promise;
    },
  };
  const call = executeTool(
    moved,
    {},
    {
      clock,
      signal: signal ?? new AbortController().signal,
      idempotency_key: "key",
      ...(timeout_ms !== undefined && { timeout_ms }),
    },
  );
  // The tool runs from the first look at its updates.
  const first = call.next();
  const updates = (async function* () {
    try {
      const { value } = await first;
      if (value !== undefined) yield value;
      yield* call;
    } finally {
      await call.return();
    }
  })();
  const context = (): ToolContext => {
    const [begun] = contexts;
    if (begun === undefined) throw new Error("The tool was not started");
    return begun;
  };
  return { updates, context, finish: resolve };
}

export async function next(updates: AsyncGenerator<ToolUpdate, void>): Promise<ToolUpdate> {
  const { value } = await updates.next();
  if (value === undefined) throw new Error("The call is over");
  return value;
}

/** All updates of a call. */
export async function collect(called: Tool, options: Options = {}): Promise<ToolUpdate[]> {
  const { clock = new ManualClock(), signal = new AbortController().signal } = options;
  const all: ToolUpdate[] = [];
  const call = executeTool(called, { a: 1 }, { clock, signal, idempotency_key: "key" });
  for await (const update of call) all.push(update);
  return all;
}
