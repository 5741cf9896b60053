import { Json } from "#runtime/event/shared.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import { checkSchema } from "#runtime/tool/json-schema.ts";

const MAX_SHOWN_CHARS = 80;

/** An answer is not what the prompt's `schema` asks for. */
export class InvalidAnswerError extends AgentSdkError {
  override name = "InvalidAnswerError";
  readonly code = "invalid_answer";
}

/** The answer of a model as the data that its prompt's schema describes. Throws InvalidAnswerError. */
export function readAnswer(text: string, schema: Json): Json {
  const answer = parsed(text);
  const verdict = checkSchema(schema, answer);
  switch (verdict.kind) {
    case "valid":
      return answer;
    case "invalid": {
      const problems = verdict.problems.map(
        ({ path, message }) => `${path || "the answer"} ${message}`,
      );
      throw new InvalidAnswerError(
        "The answer does not fit the prompt's schema",
        problems.join("; "),
      );
    }
    case "too_costly":
      throw new InvalidAnswerError("The answer takes too long to check", "Make the schema simpler");
  }
}

function parsed(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const shown = JSON.stringify(text.slice(0, MAX_SHOWN_CHARS));
    const hint = `The prompt's schema asks for it; the answer begins with ${shown}`;
    throw new InvalidAnswerError("The answer is no JSON", hint, { cause });
  }
}
