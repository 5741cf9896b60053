import { z } from "zod";

import { fileOfUrl, type InlineFile } from "#server/protocol/inline-file.ts";
import { parseRequest } from "#server/protocol/parse-request.ts";

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

/** What `DefaultChatTransport` of the AI SDK sends, and what its `body` option may add. */
const ChatRequest = z.object({
  id: z.string().min(1).max(200),
  messages: z.array(UiMessage).min(1).max(MAX_MESSAGES),
  trigger: z.enum(["submit-message", "regenerate-message"]).default("submit-message"),
  agent: z.string().exactOptional(),
  model: z.string().exactOptional(),
});

/** A message that the person sent; `isAnew` where they want another answer to it. */
interface Question {
  readonly kind: "question";
  readonly message_id: string;
  readonly text: string;
  readonly files: readonly InlineFile[];
  readonly isAnew: boolean;
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
  readonly asked: Question | Answers;
}

/**
 * Reads a request body. Only the newest message counts: what was said before is in the log. Throws
 * ProblemError with status 422 for what does not fit.
 */
export function readChatRequest(body: unknown): AskedChat {
  const { id, messages, trigger, agent, model } = parseRequest(ChatRequest, body, FIX);
  const options = { ...(agent !== undefined && { agent }), ...(model !== undefined && { model }) };
  // The schema asks for at least one.
  const newest = messages.at(-1) as UiMessage;
  const asked = newest.role === "assistant" ? answersOf(newest) : questionOf(newest, trigger);
  return { chat_id: id, options, asked };
}

const FIX =
  'Send what DefaultChatTransport sends: {"id": "...", "messages": [{"id": "...", "role": "user", "parts": [...]}]}';

function questionOf(message: UiMessage, trigger: string): Question {
  const text = message.parts.flatMap((part) => TextPart.safeParse(part).data?.text ?? []);
  const files = message.parts
    .filter(({ type }) => type === "file")
    .map((part, index) => {
      const { url, filename } = parseRequest(FilePart, part, "Send files as data: URLs");
      return fileOfUrl(filename ?? `file ${index + 1}`, url);
    });
  const isAnew = trigger === "regenerate-message";
  return { kind: "question", message_id: message.id, text: text.join("\n\n"), files, isAnew };
}

const TextPart = z.object({ type: z.literal("text"), text: z.string() });
const FilePart = z.object({ url: z.string(), filename: z.string().min(1).optional() });

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
