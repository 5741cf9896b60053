import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Json } from "./shared.ts";

/** What a person may say of a call whose outcome nobody knows, because the server stopped in its midst (D3). */
export const OutcomeChoice = z.enum(["mark_done", "mark_failed", "retry", "abort"]);
export type OutcomeChoice = z.infer<typeof OutcomeChoice>;

/** What a person may do with a question that a tool's server asks them while its call runs. */
export const QuestionChoice = z.enum(["answer", "decline"]);
export type QuestionChoice = z.infer<typeof QuestionChoice>;

/** What a person may answer to a pending action. */
export const Decision = z.enum([
  "allow_once",
  "allow_session",
  "allow_always",
  "deny",
  ...OutcomeChoice.options,
  ...QuestionChoice.options,
]);
export type Decision = z.infer<typeof Decision>;

/** What a server asks a person for: the fields of a flat JSON Schema, or to go to an address. */
export const Question = z.object({
  server: z.string(),
  schema: Json.exactOptional(),
  url: z.string().exactOptional(),
});
export type Question = z.infer<typeof Question>;

/** The fields of an answer, by the names that the question's schema gives them. */
export const AnswerContent = z.record(z.string(), Json);
export type AnswerContent = z.infer<typeof AnswerContent>;

/** How an action ended that nobody answered: `lost` is a question whose call ended before. */
export const NoDecision = z.enum(["expired", "cancelled", "lost"]);
export type NoDecision = z.infer<typeof NoDecision>;

/** Other arguments than those that the model wrote, from the person who allowed the call. */
export const EditedArguments = z.object({
  before: Json,
  after: Json,
  /** The hash of what runs. */
  arguments_hash: z.string(),
});
export type EditedArguments = z.infer<typeof EditedArguments>;

/** A pause for a person. The answer counts only for the arguments whose hash it names (R12). */
export const actionEvents = [
  eventSchema(
    "action.required",
    z.object({
      action_type: z.enum(["tool_approval", "outcome_unknown", "question"]),
      tool: z.string(),
      arguments: Json,
      arguments_hash: z.string(),
      prompt: z.string(),
      rule: z.string(),
      decisions: z.array(Decision),
      expires_at: z.iso.datetime().exactOptional(),
      /** Of the type `question`; its words are the prompt. */
      question: Question.exactOptional(),
    }),
  ),
  eventSchema(
    "action.resolved",
    z.object({
      decision: z.union([Decision, NoDecision]),
      decided_by: z.enum(["person", "policy", "runtime"]),
      reason: z.string().exactOptional(),
      edited: EditedArguments.exactOptional(),
      /** What a question was answered with. */
      content: AnswerContent.exactOptional(),
      /** A question that came to its end while its call ran: the call asks and hears, and not the loop. */
      action_type: z.literal("question").exactOptional(),
    }),
  ),
] as const;
