import { z } from "zod";

const Time = z.iso.datetime();

/** What goes to a hook: events of the server, or how one A2A task stands. */
const Target = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("events"),
    events: z.array(z.string()).min(1),
    agent: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal("task"),
    task_id: z.string(),
    /** The id of the configuration, one a task. */
    config_id: z.string(),
    version: z.enum(["1.0", "0.3"]),
    token: z.string().exactOptional(),
    authentication: z
      .object({ scheme: z.string(), credentials: z.string().exactOptional() })
      .exactOptional(),
  }),
]);
export type HookTarget = z.infer<typeof Target>;

/** Where events go, from when on, and signed with what. */
export const Hook = z.object({
  id: z.string(),
  url: z.string(),
  secret: z.string(),
  /** The address of this server, for links back. */
  origin: z.string(),
  /** Events from then on are sent. */
  created_at: Time,
  target: Target,
  /** Events that found the queue full. */
  overflowed: z.int().min(0).default(0),
});
export type Hook = z.infer<typeof Hook>;

const Attempt = z.object({
  at: Time,
  /** What the receiver answered; absent where it did not. */
  status: z.int().exactOptional(),
  problem: z.string().exactOptional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** An event on its way to a hook. The event itself stays in its log. */
export const Delivery = z.object({
  hook_id: z.string(),
  event_id: z.string(),
  type: z.string(),
  session_id: z.string(),
  thread_id: z.string(),
  run_id: z.string().exactOptional(),
  sequence: z.int().min(1),
  state: z.enum(["pending", "delivered", "given_up"]),
  tries: z.int().min(0),
  /** When it is tried next, while it is pending. */
  next_at: Time,
  last: Attempt.exactOptional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** All that an outbox keeps. */
export const OutboxRecords = z.object({
  hooks: z.array(Hook).default([]),
  deliveries: z.array(Delivery).default([]),
  /** Up to where the threads with the newest events were looked at. */
  seen: z.record(z.string(), z.object({ sequence: z.int(), timestamp: Time })).default({}),
  /** Events of other threads were looked at up to then. */
  floor: z.string().default(""),
});
export type OutboxRecords = z.infer<typeof OutboxRecords>;

/** Where an outbox is kept. */
export interface OutboxStore {
  read(): Promise<OutboxRecords>;
  /** Resolves once the records are durable. */
  write(records: OutboxRecords): Promise<void>;
}

/** An outbox that is gone with its process. */
export function outboxInMemory(kept: OutboxRecords = OutboxRecords.parse({})): OutboxStore {
  let records = structuredClone(kept);
  return {
    read: async () => structuredClone(records),
    write: async (next) => {
      records = structuredClone(next);
    },
  };
}
