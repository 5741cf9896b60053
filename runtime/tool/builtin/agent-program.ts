import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";

/** A program that an agent's own files offer as a tool (PAF tool type `cli`). */
export const AgentProgram = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,62}$/, "A tool's name has small letters, digits, _ and -"),
  description: z.string().min(1),
  /** The program and its first words; no shell reads them. */
  command: z.array(z.string().min(1)).min(1).max(64),
  /** JSON Schema of the arguments; absent, the model gives words. */
  parameters: z.record(z.string(), Json).exactOptional(),
  /** The words behind the command, with `{name}` for an argument; absent, each is `--name=value`. */
  args: z.array(z.string().min(1)).max(64).exactOptional(),
});
export type AgentProgram = z.infer<typeof AgentProgram>;
