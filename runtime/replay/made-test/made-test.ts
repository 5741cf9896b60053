import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { Cassette } from "#runtime/model/cassette/cassette.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { answerText, findTurn } from "#runtime/state/run-queries.ts";
import type { RunState, StepState, ToolCallStatus } from "#runtime/state/thread-state.ts";
import { answersOf } from "./answers.ts";
import { obstacle } from "./obstacle.ts";
import { questionsOf, type TestDecision } from "./questions.ts";
import type { RecordedTool, RecordedWorld } from "./recorded-world.ts";

/** A run as a test: what it met, what people did, and what came of it. */
export interface MadeTest {
  readonly run_id: string;
  readonly world: RecordedWorld;
  readonly message: string;
  readonly decisions: readonly TestDecision[];
  /** A person stopped the run in the end. */
  readonly is_stopped: boolean;
  readonly expected: ExpectedRun;
}

export interface ExpectedRun {
  readonly status: RunState["status"];
  readonly text: string;
  readonly tool_calls: readonly {
    readonly name: string;
    readonly arguments?: Json;
    readonly status: ToolCallStatus;
  }[];
}

/** This run cannot be made into a test that would pass; the message says why. */
export class MadeTestError extends Error {
  override name = "MadeTestError";
}

/**
 * A test out of a thread's events up to the end of the run. `recorded` are the exchanges of its steps,
 * by step id, as far as they were kept. Throws MadeTestError.
 */
export function madeTest(
  events: readonly RuntimeEvent[],
  run_id: string,
  recorded: ReadonlyMap<string, Cassette>,
): MadeTest {
  const { run, text } = runOf(events, run_id);
  const steps = answeredSteps(run);
  const why = obstacle(run, steps);
  if (why !== undefined) throw new MadeTestError(why);
  const own = events.filter((event) => event.run_id === run_id);
  const { rules, decisions } = questionsOf(run);
  const { protocol, answers, isWire } = answersOf(steps, own, recorded);
  const provided = run.calls.find(({ provider_executed }) => provider_executed === true);
  if (!isWire && provided !== undefined) {
    throw new MadeTestError(
      `The provider ran ${provided.name} itself, and its bytes were not kept`,
    );
  }
  const isStopped = run.status === "cancelled";
  const world = {
    model: run.model.slice(run.model.indexOf("/") + 1),
    protocol,
    answers: [...answers],
    is_cut_off: isStopped && steps.at(-1)?.state === "failed",
    tools: toolsOf(run, own),
    rules: [...rules],
  };
  const expected = endOf(isWire ? run : { ...run, parts: spokenParts(run.parts) });
  return { run_id, world, message: text, decisions, is_stopped: isStopped, expected };
}

function runOf(events: readonly RuntimeEvent[], run_id: string) {
  const submitted = events.find((event) => event.run_id === run_id);
  if (submitted?.turn_id === undefined) {
    throw new MadeTestError(`The events hold no turn for the run "${run_id}"`);
  }
  const empty = emptyThread(submitted.session_id, submitted.thread_id);
  const turn = findTurn(events.reduce(fold, empty), submitted.turn_id);
  if (turn === undefined) throw new MadeTestError(`The events lost the run "${run_id}"`);
  return turn;
}

/** Requests whose answer counts; one that failed and was made again is left out. */
function answeredSteps({ steps }: RunState): readonly StepState[] {
  return steps.filter(({ state, discarded }, at) => {
    return discarded !== true && (state === "completed" || at === steps.length - 1);
  });
}

function toolsOf({ tools, calls }: RunState, own: readonly RuntimeEvent[]): RecordedTool[] {
  const began = own.filter((event) => event.type === "tool.started");
  return tools.flatMap(({ name, source, description, effect, input_schema }) => {
    const used = calls.filter((call) => call.name === name && call.provider_executed !== true);
    if (used.length === 0) return [];
    const results = began.flatMap(({ tool_call_id, payload }) => {
      const call = used.find((each) => each.tool_call_id === tool_call_id);
      return call === undefined ? [] : [{ arguments: payload.arguments, ...outcomeOf(call) }];
    });
    return [{ name, source, description, effect, input_schema, calls: results }];
  });
}

function outcomeOf({ output, error, status }: RunState["calls"][number]) {
  if (output !== undefined) return { outcome: { content: output.content, is_error: false } };
  if (status !== "error") return {};
  return { outcome: { content: error?.message ?? "", is_error: true } };
}

/** Bundles have no words, and no way through a model's protocol: the text around one is one piece. */
function spokenParts(parts: RunState["parts"]): RunState["parts"] {
  return parts
    .filter(({ kind }) => kind !== "bundle")
    .reduce<RunState["parts"]>((before, part) => {
      const last = before.at(-1);
      if (last?.kind !== "text" || part.kind !== "text") return [...before, part];
      return before.with(-1, { ...last, text: last.text + part.text });
    }, []);
}

function endOf(run: RunState): ExpectedRun {
  const tool_calls = run.calls.map(({ name, status, arguments: args }) => {
    return { name, ...(args !== undefined && { arguments: args }), status };
  });
  return { status: run.status, text: answerText(run), tool_calls };
}
