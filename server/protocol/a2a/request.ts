import { z } from "zod";

import { AnswerContent, Decision } from "#runtime/event/action.ts";
import { Json } from "#runtime/event/shared.ts";
import { A2aError } from "./a2a-error.ts";
import { PushConfig } from "./push-config.ts";

const Id = z.string().min(1).max(200);

/** Exactly one of the four kinds of content stands in a part. */
const Part = z.object({
  text: z.string().optional(),
  raw: z.string().optional(),
  url: z.string().optional(),
  data: Json.optional(),
  filename: z.string().optional(),
});
export type SentPart = z.infer<typeof Part>;

const Message = z.object({
  messageId: Id,
  contextId: z.string().max(200).optional(),
  taskId: z.string().max(200).optional(),
  role: z.union([z.literal("ROLE_USER"), z.literal(1)]),
  parts: z.array(Part).min(1).max(100),
});
export type SentMessage = z.infer<typeof Message>;

/** The most that a client wants: a task may have fewer. */
const HistoryLength = z.int().min(0);

export const SendMessageRequest = z.object({
  message: Message,
  configuration: z
    .object({
      historyLength: HistoryLength.nullish(),
      returnImmediately: z.boolean().nullish(),
      taskPushNotificationConfig: PushConfig.nullish(),
    })
    .nullish(),
});
export type SendMessageRequest = z.infer<typeof SendMessageRequest>;

export const TaskRequest = z.object({ id: Id, historyLength: HistoryLength.nullish() });

export const ListTasksRequest = z.object({
  contextId: z.string().max(200).nullish(),
  status: z.string().nullish(),
  pageSize: z.int().min(1).max(100).nullish(),
  pageToken: z
    .string()
    .regex(/^\d{0,9}$/, "Give the token that the page before answered with")
    .nullish(),
  historyLength: HistoryLength.nullish(),
  statusTimestampAfter: z.iso.datetime({ offset: true }).nullish(),
  includeArtifacts: z.boolean().nullish(),
});
export type ListTasksRequest = z.infer<typeof ListTasksRequest>;

/** An answer to a call that waits, as data. */
export const Answer = z.object({
  action_id: z.string().optional(),
  decision: Decision,
  reason: z.string().max(1_000).optional(),
  /** The fields of a server's question, with the decision `answer`. */
  content: AnswerContent.optional(),
});

/** Checks parameters. Throws A2aError that names each field that does not fit. */
export function parseParams<Schema extends z.ZodType>(
  schema: Schema,
  params: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const issues = z.prettifyError(parsed.error).slice(0, MAX_ISSUE_CHARS);
  throw new A2aError("INVALID_PARAMS", `The parameters do not fit: ${issues}`);
}

const MAX_ISSUE_CHARS = 1_000;
