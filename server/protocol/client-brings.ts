import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import {
  type ClientResult,
  ClientTool,
  type SaidMessage,
  type TurnRequest,
} from "#runtime/event/turn-request.ts";
import { handedCalls } from "#runtime/state/fold-client-results.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** What a client brings for one turn beside its message. */
export interface ClientBrings {
  readonly request?: Pick<TurnRequest, "instructions" | "tools" | "settings">;
  /** What was said before, as the client keeps it: read where no thread here holds it. */
  readonly history?: readonly SaidMessage[];
  /** All results that the client knows: those of calls that it was handed and has not answered count. */
  readonly results?: readonly ClientResult[];
}

/** A tool as a client declares it, but for its name; `parameters` is the JSON Schema of its arguments. */
export const DeclaredTool = z.object({
  description: z.string().nullish(),
  parameters: z.record(z.string(), Json).nullish(),
});

/** Such a tool with its name, as a turn takes it. */
export const NamedTool = DeclaredTool.extend({ name: ClientTool.shape.name }).transform(
  ({ name, description, parameters }): ClientTool => ({
    name,
    description: description ?? "",
    input_schema: parameters ?? { type: "object", properties: {} },
  }),
);

/**
 * What a turn takes of it: results into the thread that holds their calls, the whole conversation where
 * there is no thread.
 */
export function broughtRequest(
  { request = {}, history = [], results = [] }: ClientBrings,
  thread: Pick<ThreadState, "turns"> | undefined,
): TurnRequest {
  if (thread === undefined) {
    const whole = wholeConversation(history);
    return { ...request, ...(whole.length > 0 && { history: [...whole] }) };
  }
  const handed = new Set(thread.turns.flatMap(handedCalls).map(({ tool_call_id }) => tool_call_id));
  const taken = results.filter(({ tool_call_id }) => handed.has(tool_call_id));
  return { ...request, ...(taken.length > 0 && { results: taken }) };
}

/** What stands for a result that the client does not have. */
const NO_RESULT = "The conversation holds no result of this call";

/** Each call with one result behind it, and no result without its call: providers refuse anything else. */
function wholeConversation(said: readonly SaidMessage[]): readonly SaidMessage[] {
  const results = new Map(
    said.flatMap((one) => (one.role === "tool" ? [[one.provider_call_id, one.content]] : [])),
  );
  return said.flatMap((message): readonly SaidMessage[] => {
    if (message.role === "tool") return [];
    if (message.role === "user") return [message];
    const answered = message.tool_calls.map(({ provider_call_id, name }) => {
      const content = results.get(provider_call_id) ?? NO_RESULT;
      return { role: "tool", provider_call_id, name, content } as const;
    });
    return [message, ...answered];
  });
}
