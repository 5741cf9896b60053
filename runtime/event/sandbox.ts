import { z } from "zod";

import { eventSchema } from "./envelope.ts";

/** Bounds of one process; a bound that is not set is absent. */
const ProcessLimits = z.object({
  wall_ms: z.int().min(0).exactOptional(),
  cpu_ms: z.int().min(0).exactOptional(),
  memory_bytes: z.int().min(0).exactOptional(),
  output_bytes: z.int().min(0).exactOptional(),
  processes: z.int().min(0).exactOptional(),
});

/** The walls around execution as they really stood, and what ran into them. */
export const sandboxEvents = [
  eventSchema(
    "sandbox.applied",
    z.object({
      mode: z.enum(["none", "read_only", "workspace_write", "isolated"]),
      cwd: z.string(),
      read_roots: z.array(z.string()),
      write_roots: z.array(z.string()),
      network: z.enum(["none", "allow_list", "full"]),
      allowed_hosts: z.array(z.string()).exactOptional(),
      environment_ref: z.string().exactOptional(),
      process_limits: ProcessLimits.exactOptional(),
    }),
  ),
  eventSchema(
    "sandbox.violation",
    z.object({
      operation: z.enum(["read", "write", "network", "process", "limit"]),
      target: z.string(),
      outcome: z.enum(["blocked", "killed", "observed"]),
      rule: z.string().exactOptional(),
      process_id: z.string().exactOptional(),
    }),
  ),
] as const;
