import { CommandError, type ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { editTurn, regenerateTurn } from "#runtime/control/edit-turn.ts";
import { findThread, requireThread } from "#runtime/control/find-thread.ts";
import { hasContent, type MessageInput } from "#runtime/control/message-input.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import type { ActionAnswer } from "#runtime/control/decide-action.ts";
import type { Decision } from "#runtime/event/action.ts";
import type { TurnOptions } from "#runtime/event/turn.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { asProblem } from "#server/command-problem.ts";
import { ProblemError } from "#server/security/problem.ts";
import { broughtRequest, type ClientBrings } from "./client-brings.ts";

/** A conversation under the id that a client of a protocol gave it; a session's or thread's own id works, too. */
export interface ClientThread {
  readonly protocol: string;
  readonly client_id: string;
}

/**
 * What a client sends into its conversation, under an id of its own: a message, or, without words, results
 * of calls that it was handed.
 */
export interface ClientMessage extends ClientBrings {
  readonly message_id: string;
  readonly input: MessageInput;
  readonly options: TurnOptions;
  /** Whether it is to be answered once more, where it was sent before. */
  readonly isAnew: boolean;
}

/** A run that a client is to be told. */
export interface ClientRun {
  readonly thread: Thread;
  readonly turn: TurnState;
}

const ID_DIGITS = 40;

/**
 * The thread of a conversation, as its session shows it now. There is no table of such ids: the
 * conversation's first turn has an id that follows from the client's.
 */
export async function findClientThread(
  control: ControlServices,
  { protocol, client_id }: ClientThread,
): Promise<Thread | undefined> {
  const own = await asProblem(findThread(control, await turnIdOf(protocol, client_id)));
  if (own !== undefined) return asProblem(findThread(control, own.session_id));
  const named = await asProblem(findThread(control, client_id));
  const isMeant = named?.session_id === client_id || named?.thread_id === client_id;
  return isMeant ? named : undefined;
}

/**
 * Sends a message into a conversation, which it begins where there is none. The same message twice is one
 * turn; with other words, or to be answered anew, it begins a branch.
 */
export async function submitClientMessage(
  control: ControlServices,
  place: ClientThread,
  message: ClientMessage,
): Promise<ClientRun> {
  const { protocol, client_id } = place;
  return control.threads.exclusive(`client:${protocol}:${client_id}`, async () => {
    const key = await keyOf([protocol, client_id, message.message_id]);
    const sent = await control.threads.findByKey(key);
    const before = (await sent?.state())?.turns.find((turn) => turn.idempotency_key === key);
    const { thread_id, run_id } =
      before === undefined
        ? await submitNew(control, place, message, key)
        : await submitAgain(control, before, message, key);
    return requireClientRun(control, thread_id, run_id);
  });
}

async function submitNew(
  control: ControlServices,
  place: ClientThread,
  { input, options, ...brings }: ClientMessage,
  idempotency_key: string,
): Promise<RunPlace> {
  const known = await findClientThread(control, place);
  const request = broughtRequest(brings, await known?.state());
  if (!hasContent(input) && request.results === undefined && request.history === undefined) {
    throw nothingAnswered();
  }
  const where =
    known === undefined
      ? { turn_id: await turnIdOf(place.protocol, place.client_id) }
      : { thread_id: known.thread_id };
  const source = place.protocol;
  const more = Object.keys(request).length > 0 && { request };
  const turn = { ...where, input, options, idempotency_key, source, ...more };
  return asProblem(perform(submitTurn, turn, control));
}

interface RunPlace {
  readonly thread_id: string;
  readonly run_id?: string;
}

async function submitAgain(
  control: ControlServices,
  { turn_id, text, run_id, run: { thread_id } }: TurnState,
  { input, options, isAnew }: ClientMessage,
  key: string,
): Promise<RunPlace> {
  if (isAnew) return asProblem(perform(regenerateTurn, { turn_id, options }, control));
  if (text === input.text.trim()) return { thread_id, run_id };
  const idempotency_key = await keyOf([key, input.text]);
  return asProblem(perform(editTurn, { turn_id, input, options, idempotency_key }, control));
}

/** The run of a conversation that works, or the next one that waits; undefined when nothing runs. */
export async function runningRun(thread: Thread): Promise<ClientRun | undefined> {
  const { turns, ...state } = await thread.state();
  const run_id = activeRun({ turns })?.run_id;
  const next = state.queue[0];
  const turn = turns.find((known) => known.run_id === run_id || known.turn_id === next);
  const waiting = turn ?? turns.findLast(({ run }) => run.status === "queued");
  return waiting && { thread, turn: waiting };
}

/**
 * Gives a person's answers to calls of a conversation that wait. One that somebody else answered before
 * counts as it was answered. Answers with the run, and the sequence before the first of the questions.
 */
export async function answerActions(
  control: ControlServices,
  thread: Thread,
  answers: readonly ActionAnswer[],
): Promise<ClientRun & { readonly after: number }> {
  const state = await thread.state();
  const asked = answers.map(({ action_id }) => approvalOf(state, action_id));
  for (const [index, answer] of answers.entries()) {
    await respond(control, { ...answer, decision: meant(answer, asked[index]) });
  }
  const [first] = asked.toSorted((left, right) => left.sequence - right.sequence);
  if (first === undefined) throw nothingAnswered();
  const run = await requireClientRun(control, thread.thread_id, first.run_id);
  return { ...run, after: first.sequence };
}

/** To a server's question, a plain yes or no is an answer or a decline. */
function meant({ decision }: ActionAnswer, asked: ApprovalState | undefined): Decision {
  if (asked?.about !== "question") return decision;
  if (decision === "deny") return "decline";
  return decision === "allow_once" ? "answer" : decision;
}

function approvalOf({ turns, session_id }: ThreadState, action_id: string): ApprovalState {
  const found = turns
    .flatMap(({ run }) => run.approvals)
    .find((approval) => approval.action_id === action_id);
  if (found !== undefined) return found;
  throw new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `The session "${session_id}" has no action "${action_id.slice(0, 80)}"`,
    fix: "Answer with the id that the question came with",
  });
}

async function respond(control: ControlServices, answer: ActionAnswer): Promise<void> {
  try {
    await perform(respondAction, answer, control);
  } catch (cause) {
    if (cause instanceof CommandError && cause.code === "conflict") return;
    await asProblem(Promise.reject(cause));
  }
}

function nothingAnswered(): ProblemError {
  return new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "The request does not fit",
    detail: "The newest message says nothing, and answers no call that waits for the client",
    fix: "Send a message of the user, the answer to a question, or the result of a call",
  });
}

async function requireClientRun(
  control: ControlServices,
  thread_id: string,
  run_id: string | undefined,
): Promise<ClientRun> {
  const thread = await asProblem(requireThread(control, "thread", thread_id));
  const { turns } = await thread.state();
  const turn = turns.findLast((known) => known.run_id === run_id);
  if (turn === undefined) throw new Error(`The thread "${thread_id}" lost its run "${run_id}"`);
  return { thread, turn };
}

async function turnIdOf(protocol: string, client_id: string): Promise<string> {
  return `t_${(await canonicalHash([protocol, client_id])).slice(0, ID_DIGITS)}`;
}

function keyOf(parts: readonly string[]): Promise<string> {
  return canonicalHash([...parts]);
}
