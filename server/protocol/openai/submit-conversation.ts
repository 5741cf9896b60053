import type { ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { type SubmittedTurn, submitTurn } from "#runtime/control/submit-turn.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { TurnRequest } from "#runtime/event/turn-request.ts";
import { findTurn } from "#runtime/state/run-queries.ts";
import type { Thread } from "#runtime/thread.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { asProblem } from "#server/command-problem.ts";
import { chatAnswer } from "./chat-answer.ts";
import { answerText, type Conversation, conversationOf } from "./chat-conversation.ts";
import type { ChatMessage } from "./chat-request.ts";
import { type FollowedRun, saidSoFar } from "./follow-run.ts";
import { namedModel } from "./named-model.ts";
import { keepContent } from "./sent-content.ts";

/** Digits of a turn's id that tell its conversation. */
const ID_DIGITS = 40;

/** A conversation with all that its protocol brings along. */
export interface SentConversation {
  /** The protocol, as the run says where it comes from. */
  readonly source: string;
  readonly model: string | undefined;
  readonly messages: readonly ChatMessage[];
  readonly request: Pick<TurnRequest, "tools" | "settings" | "response_schema" | "echo">;
  /** The thread that the messages go on from; absent, they are the whole conversation. */
  readonly thread?: Thread;
}

/**
 * Hands a conversation to the runtime as one turn. One that goes on where an earlier request's answer ended
 * goes on in that thread; any other begins a session and brings what was said along.
 */
export async function submitConversation(
  sent: SentConversation,
  control: ControlServices,
): Promise<SubmittedTurn> {
  const { options, direct } = namedModel(sent.model, control);
  const conversation = conversationOf(sent.messages);
  const known = sent.thread ?? (await threadOf(conversation, sent, control));
  const attachments = await keepContent(conversation.files, control);
  const turn = {
    ...(known !== undefined && { thread_id: known.thread_id }),
    input: { text: conversation.question, ...(attachments.length > 0 && { attachments }) },
    options,
    source: sent.source,
    request: {
      ...broughtAlong(conversation, sent, known !== undefined),
      ...sent.request,
      ...(direct === true && { direct }),
    },
  };
  const submit = (more: object) => asProblem(perform(submitTurn, { ...turn, ...more }, control));
  if (sent.thread !== undefined) return submit({});
  const turn_id = await turnIdOf(conversation.said, sent);
  // The first of several requests with the same words is the one that a conversation goes on from.
  return control.threads.exclusive(turn_id, async () =>
    submit((await control.threads.find(turn_id)) === undefined ? { turn_id } : {}),
  );
}

/** Results stand where their calls do, if a thread holds them; what it holds is not brought again. */
function broughtAlong(
  { instructions, history, since, results }: Conversation,
  { thread }: SentConversation,
  isKnown: boolean,
): TurnRequest {
  const more = thread === undefined ? since : history.filter(({ role }) => role !== "tool");
  const brought = isKnown ? more : history;
  return {
    ...(instructions !== undefined && { instructions }),
    ...(brought.length > 0 && { history: [...brought] }),
    ...(isKnown && results.length > 0 && { results: [...results] }),
  };
}

/** The thread in which the last answer was given, if it ends with it and the client has it word by word. */
async function threadOf(
  { before }: Conversation,
  sent: SentConversation,
  { threads }: ControlServices,
): Promise<Thread | undefined> {
  if (before === undefined) return undefined;
  const turn_id = await turnIdOf(before.asked, sent);
  const thread = await threads.find(turn_id);
  const state = await thread?.state();
  const turn = state && findTurn(state, turn_id);
  if (thread === undefined || turn === undefined || state?.turns.at(-1) !== turn) return undefined;
  if (turn.run.status !== "completed") return undefined;
  return (await isAnswer(before.answer, { log: thread.log, turn })) ? thread : undefined;
}

/** Whether a client's message is what the run said, with the same calls. */
async function isAnswer(
  message: NonNullable<Conversation["before"]>["answer"],
  run: FollowedRun,
): Promise<boolean> {
  const { text, refusal, calls } = await chatAnswer(saidSoFar(run));
  const asked = calls.map(({ tool_call_id }) => tool_call_id).join(" ");
  const isSame = (text + refusal).trim() === answerText(message).trim();
  return isSame && asked === (message.tool_calls ?? []).map(({ id }) => id).join(" ");
}

/** The id of the turn that these words, said to this model over this protocol, become. */
async function turnIdOf(
  said: readonly ChatMessage[],
  { source, model = "" }: SentConversation,
): Promise<string> {
  const words = said.map((message): Json => JSON.stringify(message));
  const hash = await canonicalHash([source, model, words]);
  return `t_${hash.slice(0, ID_DIGITS)}`;
}
