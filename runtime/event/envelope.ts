import { z } from "zod";

/** Version of the event format that this code writes. A reader keeps and passes on newer ones. */
export const SCHEMA_VERSION = "1";

/** The identities of seed 003 that an event may carry; one that does not apply is absent. */
export const EventIds = z.object({
  turn_id: z.string().exactOptional(),
  task_id: z.string().exactOptional(),
  run_id: z.string().exactOptional(),
  attempt_id: z.string().exactOptional(),
  step_id: z.string().exactOptional(),
  tool_call_id: z.string().exactOptional(),
  action_id: z.string().exactOptional(),
  subagent_id: z.string().exactOptional(),
  artifact_id: z.string().exactOptional(),
  evidence_id: z.string().exactOptional(),
  trace_id: z.string().exactOptional(),
  span_id: z.string().exactOptional(),
});
export type EventIds = z.infer<typeof EventIds>;

/** What every event carries beside its payload. `sequence` is contiguous within a thread, from 1. */
export const Envelope = EventIds.extend({
  event_id: z.string().min(1),
  timestamp: z.iso.datetime(),
  sequence: z.int().min(1),
  schema_version: z.string(),
  session_id: z.string().min(1),
  thread_id: z.string().min(1),
  refs: z.record(z.string(), z.string()).exactOptional(),
  /** The runtime that wrote it, where it came from another one. */
  runtime_id: z.string().min(1).exactOptional(),
  /** Members of the payload that an import put there: the source says them in other words, or not at all. */
  supplied: z.array(z.string()).exactOptional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** The schema of one event class: the envelope, its name and its typed payload. */
export function eventSchema<Type extends string, Payload extends z.ZodType>(
  type: Type,
  payload: Payload,
) {
  return Envelope.extend({ type: z.literal(type), payload });
}
