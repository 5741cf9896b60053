import { z } from "zod";

import { absentCommands, Id } from "./absent.ts";

const Channel = z.strictObject({ channel_id: Id });

/** Peers that stay connected under a name; the streams of pages and scripts resume by cursor alone. */
export const absentChannelCommands = absentCommands(
  "no remote channel can connect yet; a stream resumes with Last-Event-ID or ?after=",
  {
    reconnect_channel: {
      description: "Goes on with a channel from where its peer was",
      kind: "write",
      input: Channel.extend({ cursor: z.string(), resume_token: z.string().exactOptional() }),
    },
    ack_events: {
      description: "Says up to where a channel's peer has read",
      kind: "write",
      input: Channel.extend({ thread_id: Id, sequence: z.int().min(0) }),
    },
  },
);
