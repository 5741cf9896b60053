import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Phase, Usage } from "./shared.ts";
import { TurnRequest } from "./turn-request.ts";

/** A file that the person sent along. Its bytes are kept beside the log, under `output_ref`. */
export const Attachment = z.object({
  output_ref: z.string(),
  name: z.string(),
  /** As the bytes tell it, not the name. */
  media_type: z.string(),
  bytes: z.int().min(0),
  sha256: z.string(),
});
export type Attachment = z.infer<typeof Attachment>;

/** What the person sent, and the options of this one turn. */
export const TurnInput = z.object({
  text: z.string(),
  /** In a change of a waiting turn: absent, they stay. */
  attachments: z.array(Attachment).exactOptional(),
});
export type TurnInput = z.infer<typeof TurnInput>;

export const TurnOptions = z.object({
  agent: z.string().exactOptional(),
  model: z.string().exactOptional(),
});
export type TurnOptions = z.infer<typeof TurnOptions>;

/** What a turn is for where it asks for no answer: to summarise the conversation before it. */
export const TurnKind = z.enum(["compaction"]);
export type TurnKind = z.infer<typeof TurnKind>;

/** What a forked run may do that its origin did not: what a person allows each time, or nothing. */
export const ForkEffects = z.enum(["ask", "block"]);
export type ForkEffects = z.infer<typeof ForkEffects>;

/** What is otherwise in a forked run than in its origin, beside the turn's own words and options. */
export const ForkChanges = z.object({
  system_prompt: z.string().exactOptional(),
  /** What a call that had ended before the fork is said to have given. */
  tool_result: z.object({ tool_call_id: z.string(), content: z.string() }).exactOptional(),
});
export type ForkChanges = z.infer<typeof ForkChanges>;

/** How a turn ended, when it did not complete. */
export const TurnFailureStatus = z.enum(["failed", "cancelled", "timed_out", "lost"]);
export type TurnFailureStatus = z.infer<typeof TurnFailureStatus>;

/** Turn and run lifecycle. `turn.completed` or `turn.failed` is the last event of a run (R1). */
export const turnEvents = [
  eventSchema(
    "turn.submitted",
    z.object({
      input: TurnInput,
      options: TurnOptions,
      kind: TurnKind.exactOptional(),
      idempotency_key: z.string().exactOptional(),
      /** Where the words stand, when they do not stand here. */
      input_ref: z.string().exactOptional(),
      /** What the message came through, such as a channel or a workspace. */
      source: z.string().exactOptional(),
      request: TurnRequest.exactOptional(),
      /** The first of the turns that this one is an alternative of. */
      replaces: z.string().exactOptional(),
      /** The run that this one goes on from, and the event after which it does. */
      forked_from: z.object({ run_id: z.string(), sequence: z.int() }).exactOptional(),
      changes: ForkChanges.exactOptional(),
      effects: ForkEffects.exactOptional(),
    }),
  ),
  eventSchema("turn.started", z.object({ agent: z.string(), model: z.string() })),
  eventSchema("turn.completed", z.object({ usage: Usage })),
  eventSchema(
    "turn.failed",
    z.object({
      status: TurnFailureStatus,
      error: Failure,
      usage: Usage.exactOptional(),
      /** Calls that were asked to stop and did not: their outcome is unknown. */
      unresolved: z.array(z.string()).exactOptional(),
    }),
  ),
  eventSchema(
    "run.status",
    z.object({
      status: z.string(),
      title: z.string(),
      phase: Phase.exactOptional(),
      pass: z.int().exactOptional(),
      detail: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "queue.changed",
    z.object({
      change: z.enum(["queued", "promoted", "removed", "edited", "started"]),
      queue: z.array(z.string()),
      /** What the turn says from now on, where it was edited. */
      input: TurnInput.exactOptional(),
    }),
  ),
] as const;
