import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure } from "./shared.ts";
import { Actor } from "./task.ts";

const ProcessId = z.object({ process_id: z.string() });

/** A command on the server. It ends in `completed`, `failed` or `terminated`, once. */
export const processEvents = [
  eventSchema(
    "process.started",
    ProcessId.extend({
      command: z.array(z.string()).min(1),
      cwd: z.string(),
      pid: z.int().exactOptional(),
      pty: z.boolean().exactOptional(),
      /** Whether it reads what a person writes to it while it runs. */
      takes_input: z.boolean().exactOptional(),
      timeout_ms: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema(
    "process.output",
    ProcessId.extend({ stream: z.enum(["stdout", "stderr"]), text: z.string() }),
  ),
  eventSchema("process.input", ProcessId.extend({ text: z.string() })),
  eventSchema(
    "process.completed",
    ProcessId.extend({
      exit_code: z.int(),
      duration_ms: z.int().min(0),
      output_ref: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "process.failed",
    ProcessId.extend({ error: Failure, exit_code: z.int().exactOptional() }),
  ),
  eventSchema(
    "process.terminated",
    ProcessId.extend({
      reason: z.string(),
      requested_by: Actor,
      signal: z.string().exactOptional(),
    }),
  ),
] as const;
