import { z } from "zod";

import { AnswerContent, Decision } from "#runtime/event/action.ts";
import { Json } from "#runtime/event/shared.ts";
import { TurnSettings } from "#runtime/event/turn-request.ts";
import type { TurnOptions } from "#runtime/event/turn.ts";
import type { ActionAnswer } from "#runtime/control/decide-action.ts";
import { type ClientBrings, NamedTool } from "#server/protocol/client-brings.ts";
import { fileOfUrl, type InlineFile } from "#server/protocol/inline-file.ts";
import { parseRequest } from "#server/protocol/parse-request.ts";
import { ProblemError } from "#server/security/problem.ts";
import { bringsOf } from "./client-conversation.ts";

const MAX_ITEMS = 10_000;
const MAX_TOOLS = 500;
const Id = z.string().min(1).max(200);

const Source = z.object({ type: z.enum(["data", "url", "file"]), value: z.string() });

const Part = z.union([
  z.looseObject({ type: z.literal("text"), text: z.string() }),
  z.looseObject({
    type: z.enum(["image", "audio", "video", "document"]),
    source: Source,
  }),
]);
type Part = z.infer<typeof Part>;

/** A message of the client's history; what one says is read by its role. */
const Message = z.looseObject({ id: Id, role: z.string() });
const UserMessage = z.object({
  id: Id,
  role: z.literal("user"),
  content: z.union([z.string(), z.array(Part).max(MAX_ITEMS)]),
});

const ResumeEntry = z.object({
  interruptId: z.string().min(1),
  status: z.enum(["resolved", "cancelled"]),
  payload: Json.nullish(),
});
type ResumeEntry = z.infer<typeof ResumeEntry>;

/** What `forwardedProps` may say to this server; others are for others. */
const ForwardedProps = z.looseObject({
  model: z.string().exactOptional(),
  settings: TurnSettings.exactOptional(),
});

/** The body of a run as AG-UI 1.0 has it. */
export const RunAgentInput = z.object({
  threadId: Id,
  runId: Id,
  state: Json.nullish(),
  messages: z.array(Message).max(MAX_ITEMS),
  tools: z.array(NamedTool).max(MAX_TOOLS).nullish(),
  context: z
    .array(z.object({ description: z.string(), value: z.string() }))
    .max(MAX_ITEMS)
    .nullish(),
  forwardedProps: ForwardedProps.nullish(),
  resume: z.array(ResumeEntry).max(100).nullish(),
});

/** What a request of AG-UI asks for, and what of it its events say again. */
export interface AskedRun {
  readonly threadId: string;
  readonly runId: string;
  readonly state: Json | undefined;
  readonly messages: readonly z.infer<typeof Message>[];
  readonly options: TurnOptions;
  readonly brings: ClientBrings;
  readonly asked: Question | Answers;
}

/** The newest message; without words and files, it is what a tool of the client gave. */
interface Question {
  readonly kind: "question";
  readonly message_id: string;
  readonly text: string;
  readonly files: readonly InlineFile[];
}

interface Answers {
  readonly kind: "answers";
  readonly answers: readonly ActionAnswer[];
}

/**
 * Reads a RunAgentInput: the newest message of the user or of the client's tools, or the answers to
 * interrupts. Throws ProblemError with status 422 for what does not fit.
 */
export function readRunInput(body: unknown): AskedRun {
  const input = parseRequest(RunAgentInput, body, FIX);
  const { threadId, runId, messages, resume, forwardedProps } = input;
  const answers = (resume ?? []).map(answerOf);
  const asked = answers.length > 0 ? ({ kind: "answers", answers } as const) : questionOf(messages);
  const { model, settings } = forwardedProps ?? {};
  return {
    threadId,
    runId,
    state: input.state ?? undefined,
    messages,
    options: model === undefined ? {} : { model },
    brings: bringsOf(input, settings),
    asked,
  };
}

const FIX = "Send a RunAgentInput of AG-UI 1.0";

/** What the agent showed, and what is always said: neither is a question. */
const ASIDE: ReadonlySet<string> = new Set(["reasoning", "activity", "system", "developer"]);

function questionOf(messages: AskedRun["messages"]): Question {
  const newest = messages.findLast(({ role }) => !ASIDE.has(role));
  if (newest?.role === "tool") {
    return { kind: "question", message_id: newest.id, text: "", files: [] };
  }
  if (newest?.role !== "user") throw noQuestion(newest?.role);
  const { id, content } = parseRequest(UserMessage, newest, FIX);
  const parts: readonly Part[] =
    typeof content === "string" ? [{ type: "text", text: content }] : content;
  const text = parts.flatMap((part) => (part.type === "text" ? part.text : []));
  const files = parts.flatMap((part, index) =>
    part.type === "text" ? [] : fileOf(`${part.type} ${index + 1}`, part.source),
  );
  return { kind: "question", message_id: id, text: text.join("\n\n"), files };
}

function fileOf(name: string, { type, value }: z.infer<typeof Source>): InlineFile {
  return type === "data" ? { name, base64: value } : fileOfUrl(name, value);
}

/** What an answer to an interrupt may hold; `INTERRUPT_ANSWER` says the same to the client. */
const AnswerPayload = z.object({
  decision: Decision.optional(),
  approved: z.boolean().optional(),
  reason: z.string().max(1_000).optional(),
  arguments: z.record(z.string(), Json).optional(),
  content: AnswerContent.optional(),
});

function answerOf({ interruptId: action_id, status, payload }: ResumeEntry): ActionAnswer {
  if (status === "cancelled") return { action_id, decision: "deny", reason: "Cancelled" };
  const given = typeof payload === "boolean" ? { approved: payload } : (payload ?? {});
  const answer = parseRequest(AnswerPayload, given, ANSWER_FIX);
  const { approved, reason, arguments: edited, content } = answer;
  const decision = answer.decision ?? decisionOf(approved);
  return {
    action_id,
    decision,
    ...(reason !== undefined && { reason }),
    ...(content !== undefined && { content }),
    ...(edited !== undefined && decision !== "deny" && { arguments: edited }),
  };
}

const ANSWER_FIX = 'Resolve an interrupt with {"decision": "allow_once"} or another that it offers';

function decisionOf(approved: boolean | undefined): Decision {
  if (approved !== undefined) return approved ? "allow_once" : "deny";
  const detail = "A resolved interrupt says neither yes nor no";
  throw refused(detail, ANSWER_FIX);
}

function noQuestion(role: string | undefined): ProblemError {
  const found =
    role === undefined
      ? "There is no message"
      : `The newest message is of the role "${role.slice(0, 40)}"`;
  return refused(found, "End the messages with one of the user, or answer interrupts with resume");
}

function refused(detail: string, fix: string): ProblemError {
  const title = "The request does not fit";
  return new ProblemError({ status: 422, code: "invalid_input", title, detail, fix });
}
