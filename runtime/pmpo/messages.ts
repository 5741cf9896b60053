import type { ModelRef } from "#runtime/event/routing.ts";
import type { SaidMessage, TurnRequest } from "#runtime/event/turn-request.ts";
import type { ModelMessage, ModelToolCall } from "#runtime/model/driver.ts";
import type { ContextBoundary } from "#runtime/state/compaction-state.ts";
import { type AttachedFile, asSent } from "#runtime/state/kept-output.ts";
import type { HookNote } from "#runtime/state/hook-state.ts";
import type {
  RunState,
  StepState,
  ThreadState,
  ToolCallState,
} from "#runtime/state/thread-state.ts";

/** A piece of a conversation that stays whole: a question, or a step with the results of its calls. */
export interface Passage {
  readonly turn_id: string;
  /** Absent for the question. */
  readonly step?: StepState;
  readonly messages: readonly ModelMessage[];
}

/** The person's message as hooks left it, with what they put beside it. */
export function promptWords({ prompt }: RunState, text: string): string {
  return [prompt?.text ?? text, ...noteWords(prompt?.notes)].join("\n\n");
}

/** What hooks added, each marked as theirs. */
function noteWords(notes: readonly HookNote[] = []): readonly string[] {
  return notes.map(({ hook, text }) => `[Added by the hook "${hook}"]\n${text}`);
}

/**
 * The conversation of a thread before a turn, as a model reads it: no word of what left the queue
 * unread, and in the place of what was summarised its summary.
 */
export function historyBefore(state: ThreadState, turnId: string): readonly ModelMessage[] {
  const index = state.turns.findIndex((turn) => turn.turn_id === turnId);
  const said = passagesOf(state, index === -1 ? state.turns.length : index);
  const messages = said.flatMap((passage) => passage.messages);
  const brought = broughtMessages(state.turns[index]?.request);
  return [...summaryMessages(state.boundary), ...messages, ...brought];
}

/** What was said in the first turns of a thread, all of them by default, after the boundary. */
export function passagesOf(
  { turns, boundary }: Pick<ThreadState, "turns" | "boundary">,
  end = turns.length,
): readonly Passage[] {
  return turns.slice(firstKept(turns, boundary), end).flatMap((turn) => {
    const { turn_id, text, attachments, run, request } = turn;
    if (!isSaid(run)) return [];
    const question = questionMessages(promptWords(run, text), attachments);
    const messages = [...broughtMessages(request), ...question];
    const asked = messages.length === 0 ? [] : [{ turn_id, messages }];
    return [...asked, ...runPassages(run, boundary)];
  });
}

/**
 * A person's message with its files; none, where a program only sent results. Whether a file is kept no
 * longer is found out when it is read.
 */
export function questionMessages(
  content: string,
  files: readonly AttachedFile[] = [],
): readonly ModelMessage[] {
  if (files.length > 0) return [{ role: "user", content, attachments: files.map(asSent) }];
  return content === "" ? [] : [{ role: "user", content }];
}

/** What was said elsewhere before a turn, as its client brought it. */
function broughtMessages({ history = [] }: TurnRequest = {}): readonly ModelMessage[] {
  return saidMessages(history);
}

/** A conversation that no thread holds, as a model is sent it. */
export function saidMessages(messages: readonly SaidMessage[]): readonly ModelMessage[] {
  return messages.map((said) => (said.role === "tool" ? { ...said, is_error: false } : said));
}

/** Whether a model reads a turn: its run began, or will, it asks for an answer, and no hook refused it. */
function isSaid({ kind, started_at, status, prompt }: RunState): boolean {
  const hasBegun = started_at !== undefined || status !== "cancelled";
  return kind === undefined && hasBegun && prompt?.refused === undefined;
}

/** The first turn of which anything stands after the boundary. */
function firstKept(turns: ThreadState["turns"], boundary: ContextBoundary | undefined): number {
  if (boundary === undefined) return 0;
  const { turn_id, step_id } = boundary.through;
  const isLast = ({ run }: ThreadState["turns"][number]) =>
    step_id === undefined
      ? run.turn_id === turn_id
      : run.steps.some((step) => step.step_id === step_id);
  const last = turns.findIndex(isLast);
  return step_id === undefined ? last + 1 : Math.max(last, 0);
}

/** Said by the person's side, since a model's own words would be taken for its own promise. */
function summaryMessages(boundary: ContextBoundary | undefined): readonly ModelMessage[] {
  if (boundary === undefined) return [];
  const content = `[What was said and done before, in a summary]\n${boundary.summary}\n[End of the summary]`;
  return [{ role: "user", content }];
}

/**
 * What a run has said and learned so far, after the boundary: each answer of the model with the
 * results of its calls. Reasoning that only its own model can read is for the `reader` alone, if it
 * is the one.
 */
export function runMessages(
  run: RunState,
  boundary: ContextBoundary | undefined,
  reader?: ModelRef,
): readonly ModelMessage[] {
  return runPassages(run, boundary, reader).flatMap(({ messages }) => messages);
}

function runPassages(
  run: RunState,
  boundary: ContextBoundary | undefined,
  reader?: ModelRef,
): readonly Passage[] {
  const last = boundary?.through.step_id;
  const kept = run.steps.slice(run.steps.findIndex(({ step_id }) => step_id === last) + 1);
  return kept.map((step) => ({
    turn_id: run.turn_id,
    step,
    messages: [
      ...answerMessage(run, step, reader),
      ...withNotes(
        [
          ...step.tool_calls.map((requested) => resultMessage(run, requested)),
          ...objectionMessages(run, step),
        ],
        step,
      ),
    ],
  }));
}

/** Why a hook did not let the run stop after a step. Calls that were not made say it themselves. */
function objectionMessages({ objections = [] }: RunState, { step_id, tool_calls }: StepState) {
  return objections
    .filter(({ point }) => point === undefined || tool_calls.length === 0)
    .filter((objection) => objection.step_id === step_id)
    .map(({ reason }) => ({ role: "user", content: reason }) as const);
}

/** What hooks added to an answer stands beside what follows it; only where nothing does, by itself. */
function withNotes(
  messages: readonly ModelMessage[],
  { notes = [] }: StepState,
): readonly ModelMessage[] {
  const last = messages.at(-1);
  if (notes.length === 0) return messages;
  if (last === undefined) return [{ role: "user", content: noteWords(notes).join("\n\n") }];
  return messages.with(-1, { ...last, content: [last.content, ...noteWords(notes)].join("\n\n") });
}

function answerMessage(
  run: RunState,
  step: StepState,
  reader: ModelRef | undefined,
): readonly ModelMessage[] {
  if (step.discarded === true) return [];
  const isLast = step === run.steps.at(-1);
  const isEmpty = step.text === "" && step.tool_calls.length === 0;
  if (isEmpty && (isLast || step.state === "failed")) return [];
  const stopped = step.state === "failed" && step.text !== "" ? STOPPED_NOTE : "";
  const tool_calls = step.tool_calls.map(modelCall);
  const content = step.text + stopped;
  return [{ role: "assistant", content, tool_calls, ...reasoningFor(step, reader) }];
}

function reasoningFor(
  { provider, model, reasoning_items }: StepState,
  reader: ModelRef | undefined,
): Pick<Extract<ModelMessage, { role: "assistant" }>, "reasoning_items"> {
  const isReader = reader?.provider === provider && reader.model === model;
  return isReader && reasoning_items !== undefined ? { reasoning_items } : {};
}

/** Tells the model that its own words end here because it was stopped, not because it was done. */
const STOPPED_NOTE = "\n\n[The answer was stopped here]";

function modelCall(requested: StepState["tool_calls"][number]): ModelToolCall {
  const { provider_call_id, name } = requested;
  return { provider_call_id, name, arguments: requested.arguments };
}

/** Providers refuse a history in which a call has no result, so every call gets one, also a lost one. */
function resultMessage(run: RunState, requested: StepState["tool_calls"][number]): ModelMessage {
  const call = run.calls.find(({ tool_call_id }) => tool_call_id === requested.tool_call_id);
  const { provider_call_id, name } = requested;
  const { content, is_error } = seenResult(call);
  const said = [content, ...noteWords(call?.notes)].join("\n\n");
  return { role: "tool", provider_call_id, name, content: said, is_error };
}

/** What a model gets to read of how a call ended. */
export function seenResult(call: ToolCallState | undefined): {
  content: string;
  is_error: boolean;
} {
  if (call?.output !== undefined) {
    return { content: `${changeNote(call)}${call.output.content}`, is_error: false };
  }
  if (call?.status === "lost" || call?.error === undefined) return unknownOutcome(call);
  return { content: call.error.message, is_error: true };
}

/** Nobody knows whether it took effect, so nobody tells the model that it failed (R5). */
function unknownOutcome(call: ToolCallState | undefined): { content: string; is_error: boolean } {
  const content = call?.error?.message ?? "The outcome of this call is unknown";
  return { content, is_error: false };
}

/** The model wrote other arguments than those that the result belongs to, and has to know. */
function changeNote({ changed_by, arguments_text }: ToolCallState): string {
  if (changed_by === undefined) return "";
  const who = changed_by === "person" ? "The person" : "A hook";
  return `[${who} changed the arguments to ${arguments_text}]\n\n`;
}
