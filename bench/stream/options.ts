import { parseArgs } from "node:util";

import { z } from "zod";

const MEASURES = ["first-token", "tool", "paced", "full-speed"] as const;

const Options = z.object({
  /** Of the window in which paced streams are measured. */
  seconds: z.coerce.number().positive().max(600).default(3),
  /** How often measures that are over at once are repeated; their median counts. */
  rounds: z.coerce.number().int().positive().max(1_000).default(3),
  /** Tokens of one full-speed round, of all streams together. */
  tokens: z.coerce.number().int().positive().max(10_000_000).default(100_000),
  only: z.array(z.enum(MEASURES)).default([...MEASURES]),
  /** Whether the server keeps what providers send, as it does by default. */
  record: z.boolean().default(true),
  /** A folder for the server's CPU profile. */
  profile: z.string().min(1).exactOptional(),
});
export type Options = z.infer<typeof Options>;

/** Reads the command line. Throws an Error that names the option and the fix. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      seconds: { type: "string" },
      rounds: { type: "string" },
      tokens: { type: "string" },
      only: { type: "string", multiple: true },
      record: { type: "boolean" },
      profile: { type: "string" },
    },
  });
  const parsed = Options.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new RangeError(z.prettifyError(parsed.error));
}
