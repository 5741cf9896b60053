import type { ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import type { ActionAnswer } from "#runtime/control/decide-action.ts";
import { findThread, requireTurn } from "#runtime/control/find-thread.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import type { Decision } from "#runtime/event/action.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { asProblem } from "#server/command-problem.ts";
import { answerActions, type ClientRun } from "#server/protocol/client-thread.ts";
import { fileOfUrl, type InlineFile, messageInput } from "#server/protocol/inline-file.ts";
import { A2aError } from "./a2a-error.ts";
import { requireTask, type TaskScope } from "./find-task.ts";
import { checkReceiver, configureBegun, type PushServices } from "./push-config.ts";
import {
  Answer,
  parseParams,
  type SendMessageRequest,
  type SentMessage,
  type SentPart,
} from "./request.ts";
import { waitingApprovals } from "./task.ts";

/** The run that a message is about; `isNew` where the message is its question. */
interface BegunTask extends ClientRun {
  readonly isNew: boolean;
}

/**
 * Takes a message: one with a task's id answers what that task waits for, any other is a new task, once
 * however often it is sent. Throws A2aError or ProblemError.
 */
export async function beginTask(
  services: PushServices,
  { message, configuration }: SendMessageRequest,
): Promise<BegunTask> {
  const push = configuration?.taskPushNotificationConfig;
  // What cannot be told is refused before anything is begun.
  if (push != null) await checkReceiver(services.webhooks, push.url);
  const begun = await begunBy(services, message);
  if (push != null) await configureBegun(services, begun, push);
  return begun;
}

async function begunBy(scope: TaskScope, message: SentMessage): Promise<BegunTask> {
  const { control, agent } = scope;
  const { taskId = "" } = message;
  if (taskId !== "") return { ...(await answerTask(scope, taskId, message)), isNew: false };
  const { turn_id } = await submit(control, agent, message);
  const { thread, turn } = await asProblem(requireTurn(control, turn_id));
  return { thread, turn, isNew: true };
}

async function submit(
  control: ControlServices,
  agent: string,
  { messageId, contextId = "", parts }: SentMessage,
): Promise<{ turn_id: string }> {
  const idempotency_key = await canonicalHash(["a2a", messageId]);
  const input = await messageInput(wordsOf(parts), filesOf(parts), control);
  const session_id = contextId === "" ? undefined : await requireContext(control, contextId);
  const where = session_id !== undefined && { session_id };
  const turn = { ...where, input, options: { agent }, idempotency_key, source: "a2a" };
  return asProblem(perform(submitTurn, turn, control));
}

/** A context is a session; ids of a client's own are none. */
async function requireContext(control: ControlServices, contextId: string): Promise<string> {
  const thread = await asProblem(findThread(control, contextId));
  if (thread?.session_id === contextId) return contextId;
  const message = `There is no context "${contextId.slice(0, 80)}"; leave contextId out to begin one`;
  throw new A2aError("INVALID_PARAMS", message);
}

/** Data is said to the model as the JSON that it is. */
function wordsOf(parts: readonly SentPart[]): string {
  return parts
    .flatMap(({ text, data }) => text ?? (data === undefined ? [] : JSON.stringify(data)))
    .join("\n\n");
}

function filesOf(parts: readonly SentPart[]): readonly InlineFile[] {
  return parts.flatMap(({ raw, url, filename }, index) => {
    const name = filename === undefined || filename === "" ? `file ${index + 1}` : filename;
    if (raw !== undefined) return { name, base64: raw };
    return url === undefined ? [] : fileOfUrl(name, url);
  });
}

async function answerTask(
  scope: TaskScope,
  taskId: string,
  { parts, contextId = "" }: SentMessage,
): Promise<ClientRun> {
  const { thread, turn } = await requireTask(scope, taskId);
  if (contextId !== "" && contextId !== thread.session_id) {
    const message = `The task "${taskId}" is not of the context "${contextId.slice(0, 80)}"`;
    throw new A2aError("INVALID_PARAMS", message);
  }
  const [asked] = waitingApprovals(turn.run);
  if (asked === undefined) {
    const how = isTerminal(turn.run.status) ? "has ended" : "waits for nothing";
    const fix = "send the message without its id";
    throw new A2aError("UNSUPPORTED_OPERATION", `The task "${taskId}" ${how}; ${fix}`);
  }
  return answerActions(scope.control, thread, [answerOf(parts, asked.action_id)]);
}

/** What a message says to a call that waits: data with a decision, or a plain yes or no. */
function answerOf(parts: readonly SentPart[], asked: string): ActionAnswer {
  const data = parts.find((part) => part.data !== undefined)?.data;
  if (data !== undefined) {
    const { action_id = asked, decision, reason, content } = parseParams(Answer, data);
    const said = {
      ...(reason !== undefined && { reason }),
      ...(content !== undefined && { content }),
    };
    return { action_id, decision, ...said };
  }
  const word = /^[a-z_]+/.exec(wordsOf(parts).trim().toLowerCase())?.[0] ?? "";
  const decision = WORDS.get(word);
  if (decision !== undefined) return { action_id: asked, decision };
  const fix = 'say yes or no, or send {"data": {"decision": "allow_once"}}';
  throw new A2aError("INVALID_PARAMS", `The message neither allows nor denies the call; ${fix}`);
}

const WORDS: ReadonlyMap<string, Decision> = new Map([
  ["yes", "allow_once"],
  ["allow", "allow_once"],
  ["approve", "allow_once"],
  ["no", "deny"],
  ["deny", "deny"],
  ["reject", "deny"],
]);
