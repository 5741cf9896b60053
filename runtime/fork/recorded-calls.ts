import type { Effect, Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import { seenResult } from "#runtime/pmpo/messages.ts";
import type { RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import { readArguments } from "#runtime/tool/arguments.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";

/** A finished call of a fork's origin: its result stands for a call of the same tool and arguments. */
export interface RecordedCall {
  readonly tool_call_id: string;
  readonly name: string;
  readonly effect: Effect;
  /** Of the arguments that the model wrote, and of those that it ran with. */
  readonly argument_hashes: readonly string[];
  /** As the origin's model saw it. */
  readonly output: ToolOutput;
}

/**
 * The results that a run had after an event, in the order in which they came; those up to it are part of
 * the fork already. A call that failed gave no result that could stand for another one.
 */
export async function recordedCalls(run: RunState, after: number): Promise<RecordedCall[]> {
  const calls = run.calls
    .filter((call) => call.provider_executed !== true && endedAt(call) > after)
    .toSorted((left, right) => endedAt(left) - endedAt(right));
  return Promise.all(calls.map((call) => recordedCall(run, call)));
}

function endedAt({ status, result_sequence = 0 }: ToolCallState): number {
  return status === "done" ? result_sequence : 0;
}

async function recordedCall(run: RunState, call: ToolCallState): Promise<RecordedCall> {
  const { tool_call_id, name, effect = "at_most_once", output } = call;
  const { content } = seenResult(call);
  return {
    tool_call_id,
    name,
    effect,
    argument_hashes: await Promise.all(argumentsOf(run, call).map(canonicalHash)),
    output: { ...output, content },
  };
}

function argumentsOf({ steps }: RunState, { tool_call_id, arguments: ran }: ToolCallState): Json[] {
  const asked = steps
    .flatMap(({ tool_calls }) => tool_calls)
    .find((requested) => requested.tool_call_id === tool_call_id);
  const read = asked === undefined ? "" : readArguments(asked.arguments);
  return [...(typeof read === "string" ? [] : [read]), ...(ran === undefined ? [] : [ran])];
}

/** A recorded call that stands for one with arguments of this hash. */
export type TakenCall = RecordedCall & { readonly hash: string };

/** Hands out the recorded results of one forked run: each once, in the order of the record. */
export class RecordedResults {
  readonly #calls: readonly RecordedCall[];
  readonly #taken: Set<string>;

  constructor(run: RunState, calls: readonly RecordedCall[]) {
    this.#calls = calls;
    this.#taken = new Set(run.calls.flatMap(({ reused_from }) => reused_from?.tool_call_id ?? []));
  }

  /**
   * The next result for a call, which is then taken, with the hash of the call's arguments; undefined where
   * none was recorded.
   */
  async take({ name, arguments_text }: ToolCallState): Promise<TakenCall | undefined> {
    const args = readArguments(arguments_text);
    if (this.#calls.length === 0 || typeof args === "string") return undefined;
    const hash = await canonicalHash(args);
    const found = this.#calls.find(
      (call) =>
        call.name === name &&
        call.argument_hashes.includes(hash) &&
        !this.#taken.has(call.tool_call_id),
    );
    if (found === undefined) return undefined;
    this.#taken.add(found.tool_call_id);
    return { ...found, hash };
  }
}
