import { z } from "zod";

import { absentCommands, Id, Reason } from "./absent.ts";

const Subagent = z.strictObject({ subagent_id: Id });

/** Child agents, each in a thread of its own. */
export const absentSubagentCommands = absentCommands("agents have no child agents yet", {
  spawn_subagent: {
    description: "Starts a child agent under a run",
    kind: "write",
    input: z.strictObject({
      parent_run_id: Id,
      agent: Id,
      objective: z.string().min(1),
      idempotency_key: Id.exactOptional(),
    }),
  },
  send_subagent_input: {
    description: "Tells a child agent more",
    kind: "write",
    input: Subagent.extend({ text: z.string().min(1) }),
  },
  wait_subagents: {
    description: "Waits until child agents have ended",
    kind: "read",
    input: z.strictObject({
      subagent_ids: z.array(Id).min(1),
      timeout_ms: z.int().min(0).exactOptional(),
    }),
  },
  resume_subagent: { description: "Goes on with a child agent", kind: "write", input: Subagent },
  close_subagent: {
    description: "Ends a child agent",
    kind: "write",
    input: Subagent.extend({ reason: Reason.exactOptional() }),
  },
  list_subagents: {
    description: "The child agents of a thread",
    kind: "read",
    input: z.strictObject({ thread_id: Id }),
  },
});
