import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Cassette } from "#runtime/model/cassette/cassette.ts";
import { endLine, headLine } from "#runtime/model/cassette/cassette-lines.ts";
import { LineWriter } from "#runtime/model/cassette/line-writer.ts";
import type { ProtocolChoice } from "#runtime/model/provider/model-config.ts";
import type { StepState } from "#runtime/state/thread-state.ts";
import type { RecordedAnswer, SaidDelta } from "./recorded-world.ts";

interface Answers {
  readonly protocol: ProtocolChoice;
  readonly answers: readonly RecordedAnswer[];
  /** Whether they are the provider's own bytes. */
  readonly isWire: boolean;
}

/**
 * What the model answered, step by step: the bytes of its provider where all of them were kept whole
 * and in one protocol, and nothing had to be struck out; otherwise what the log has of it.
 */
export function answersOf(
  steps: readonly StepState[],
  own: readonly RuntimeEvent[],
  recorded: ReadonlyMap<string, Cassette>,
): Answers {
  const cassettes = steps.flatMap(({ step_id }) => recorded.get(step_id) ?? []);
  const [protocol, ...others] = new Set(cassettes.map(({ request }) => protocolOf(request.path)));
  const isWhole =
    cassettes.length === steps.length &&
    cassettes.every(({ response, end }) => response !== undefined && end.left_out === undefined);
  const isStruck = own.some(({ refs }) => refs?.["redacted"] !== undefined);
  if (protocol !== undefined && others.length === 0 && isWhole && !isStruck) {
    const answers = cassettes.map((each) => ({ cassette: linesOf(each) }));
    return { protocol, answers, isWire: true };
  }
  const answers = steps.map((step) => ({ deltas: said(step, own) }));
  return { protocol: "chat", answers, isWire: false };
}

const PATHS: readonly (readonly [RegExp, ProtocolChoice])[] = [
  [/\/chat\/completions$/, "chat"],
  [/\/responses$/, "responses"],
  [/\/messages$/, "anthropic"],
  [/:streamGenerateContent$/, "gemini"],
  [/\/api\/chat$/, "ollama"],
  [/\/chat$/, "cohere"],
];

function protocolOf(path: string): ProtocolChoice | undefined {
  const [plain = ""] = path.split("?");
  return PATHS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** The answer alone: what was asked plays no part in it, and is most of the bytes. */
function linesOf({ request: { method, path }, response, chunks, end }: Cassette): string[] {
  const writer = new LineWriter(chunks.reduce((sum, { bytes }) => sum + bytes.length * 2, 0));
  writer.line(headLine({ method, path, headers: {} }, response));
  for (const chunk of chunks) writer.chunk(chunk);
  writer.line(endLine(end));
  return Buffer.from(writer.done()).toString().trimEnd().split("\n");
}

function said({ step_id, tool_calls, state, error }: StepState, own: readonly RuntimeEvent[]) {
  const words = own
    .filter((event) => event.step_id === step_id)
    .flatMap((event): readonly SaidDelta[] => {
      if (event.type === "reasoning.delta") return [{ reasoning: event.payload.text }];
      if (event.type !== "model.delta") return [];
      const text = event.payload.text ?? event.payload.refusal ?? "";
      return text === "" ? [] : [text];
    });
  const calls = tool_calls.map(({ provider_call_id: id, name, arguments: args }): SaidDelta => {
    return { call: { id, name, arguments: args } };
  });
  const failed = state === "failed" && error !== undefined && error.code !== "cancelled";
  return [...words, ...calls, ...(failed ? [{ error: error.message }] : [])];
}
