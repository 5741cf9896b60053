import { z } from "zod";

import { ClientTool } from "#runtime/event/turn-request.ts";
import { type ClientBrings, DeclaredTool } from "#server/protocol/client-brings.ts";
import { fileOfUrl, type InlineFile } from "#server/protocol/inline-file.ts";
import { parseRequest } from "#server/protocol/parse-request.ts";
import { resultsOf, saidMessages, systemText, textOf } from "./client-conversation.ts";

const MAX_MESSAGES = 2_000;

const Approval = z.object({
  id: z.string().min(1),
  approved: z.boolean().optional(),
  reason: z.string().max(1_000).optional(),
});

/** A part of a message; of the kinds that this server does not read, only the name is checked. */
const Part = z.looseObject({ type: z.string() });

const UiMessage = z.object({
  id: z.string().min(1).max(200),
  role: z.enum(["system", "user", "assistant"]),
  parts: z.array(Part).max(10_000),
});
type UiMessage = z.infer<typeof UiMessage>;

/** A tool without `execute`; some clients name the schema of its input `parameters`. */
const ClientSideTool = DeclaredTool.extend({ inputSchema: DeclaredTool.shape.parameters });

/** What `DefaultChatTransport` of the AI SDK sends, and what its `body` option may add. */
export const ChatRequest = z.object({
  id: z.string().min(1).max(200),
  messages: z.array(UiMessage).min(1).max(MAX_MESSAGES),
  trigger: z.enum(["submit-message", "regenerate-message"]).default("submit-message"),
  agent: z.string().exactOptional(),
  model: z.string().exactOptional(),
  /** Said to the model for this one turn. */
  system: z.string().nullish(),
  /** The tools that the client runs, each under its name. */
  tools: z.record(ClientTool.shape.name, ClientSideTool).nullish(),
});

/**
 * A message that the person sent; `isAnew` where they want another answer to it. Without words and files, it
 * is what tools of the client gave, and `answer_id` the message that goes on with it.
 */
interface Question {
  readonly kind: "question";
  readonly message_id: string;
  readonly text: string;
  readonly files: readonly InlineFile[];
  readonly isAnew: boolean;
  readonly answer_id?: string;
}

/** What the person said to calls that wait for them. */
interface Answers {
  readonly kind: "answers";
  readonly answers: readonly { action_id: string; approved: boolean; reason?: string }[];
}

/** What a request of the AI SDK's chat asks for. */
export interface AskedChat {
  readonly chat_id: string;
  readonly options: { agent?: string; model?: string };
  readonly brings: ClientBrings;
  readonly asked: Question | Answers;
}

/**
 * Reads a request body. Of a chat that is in the log only the newest message counts. Throws ProblemError with
 * status 422 for what does not fit.
 */
export function readChatRequest(body: unknown): AskedChat {
  const request = parseRequest(ChatRequest, body, FIX);
  const { id, messages, trigger, agent, model } = request;
  const options = { ...(agent !== undefined && { agent }), ...(model !== undefined && { model }) };
  // The schema asks for at least one.
  const newest = messages.at(-1) as UiMessage;
  const asked = newest.role === "assistant" ? saidTo(newest) : questionOf(newest, trigger);
  return { chat_id: id, options, brings: bringsOf(request), asked };
}

function bringsOf({ messages, tools, system }: z.infer<typeof ChatRequest>): ClientBrings {
  const before = messages.at(-1)?.role === "assistant" ? messages : messages.slice(0, -1);
  const declared = Object.entries(tools ?? {}).map(
    ([name, { description, parameters, inputSchema }]): ClientTool => ({
      name,
      description: description ?? "",
      input_schema: parameters ?? inputSchema ?? { type: "object", properties: {} },
    }),
  );
  const instructions = [system ?? "", ...messages.map(systemText)].filter((text) => text !== "");
  return {
    request: {
      ...(instructions.length > 0 && { instructions: instructions.join("\n\n") }),
      ...(declared.length > 0 && { tools: declared }),
    },
    history: before.flatMap(saidMessages),
    results: messages.flatMap(resultsOf),
  };
}

const FIX =
  'Send what DefaultChatTransport sends: {"id": "...", "messages": [{"id": "...", "role": "user", "parts": [...]}]}';

function questionOf(message: UiMessage, trigger: string): Question {
  const files = message.parts
    .filter(({ type }) => type === "file")
    .map((part, index) => {
      const { url, filename } = parseRequest(FilePart, part, "Send files as data: URLs");
      return fileOfUrl(filename ?? `file ${index + 1}`, url);
    });
  const isAnew = trigger === "regenerate-message";
  return { kind: "question", message_id: message.id, text: textOf(message), files, isAnew };
}

const FilePart = z.object({ url: z.string(), filename: z.string().min(1).optional() });

/** A yes or no of the person, or else what the client's tools gave. */
function saidTo(message: UiMessage): Answers | Question {
  const answers = answersOf(message);
  const results = resultsOf(message);
  if (answers.answers.length > 0 || results.length === 0) return answers;
  const message_id = [message.id, ...results.map(({ tool_call_id }) => tool_call_id)].join(" ");
  const nothing = { text: "", files: [], isAnew: false };
  return { kind: "question", message_id, answer_id: message.id, ...nothing };
}

function answersOf({ parts }: UiMessage): Answers {
  const answers = parts.flatMap((part) => {
    const { data } = AnsweredPart.safeParse(part);
    if (data?.approval.approved === undefined) return [];
    const { id: action_id, approved, reason } = data.approval;
    return [{ action_id, approved, ...(reason !== undefined && { reason }) }];
  });
  return { kind: "answers", answers };
}

const AnsweredPart = z.object({ state: z.literal("approval-responded"), approval: Approval });
