import { z } from "zod";

import { Decision } from "./action.ts";
import { eventSchema } from "./envelope.ts";

const ChannelId = z.object({ channel_id: z.string() });

/** A remote peer's line into a thread: its own ids, its place in the log, its approvals. */
export const channelEvents = [
  eventSchema(
    "channel.connected",
    ChannelId.extend({
      kind: z.string(),
      peer_id: z.string(),
      peer_name: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "channel.disconnected",
    ChannelId.extend({
      reason: z.string(),
      resumable: z.boolean(),
      /** The last event that the peer said it has. */
      acknowledged_sequence: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema(
    "channel.resumed",
    ChannelId.extend({ after_sequence: z.int().min(0), replayed: z.int().min(0) }),
  ),
  eventSchema(
    "channel.message",
    ChannelId.extend({
      direction: z.enum(["in", "out"]),
      text: z.string(),
      native_message_id: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "channel.permission_forwarded",
    ChannelId.extend({ native_message_id: z.string().exactOptional() }),
  ),
  eventSchema(
    "channel.permission_returned",
    ChannelId.extend({ decision: Decision, peer_id: z.string() }),
  ),
] as const;
