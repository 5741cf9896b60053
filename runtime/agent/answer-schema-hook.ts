import type { Json } from "#runtime/event/shared.ts";
import type { ResponseSchema } from "#runtime/event/turn-request.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import { InvalidAnswerError, readAnswer } from "#runtime/prompt/read-answer.ts";

const MAX_REASON_CHARS = 2_000;

/**
 * Looks at each answer of an agent that is to answer in a form. One that does not fit goes back to the model
 * with what is wrong; an answer that still asks for tools is none yet.
 */
export function answerSchemaHook({ schema }: ResponseSchema): Hook {
  return {
    name: "response_schema",
    point: "post_sampling",
    on_failure: "block",
    run: async ({ text = "", tool_calls = [] }) => {
      const problem = tool_calls.length > 0 ? undefined : problemOf(text, schema);
      if (problem === undefined) return {};
      const reason = `${problem.slice(0, MAX_REASON_CHARS)}. Answer again with nothing but JSON that fits the schema`;
      return { decision: "block", reason };
    },
  };
}

function problemOf(text: string, schema: Json): string | undefined {
  try {
    readAnswer(text, schema);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidAnswerError)) throw error;
    // Reasons go where answers do not, so they quote none.
    return error.cause instanceof SyntaxError ? "The answer is no JSON" : error.message;
  }
}
