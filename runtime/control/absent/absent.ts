import { z } from "zod";

import { type Command, CommandError } from "#runtime/control/command.ts";

/** A command of seed 003 whose service does not exist yet. Its input is settled, so callers can be written. */
export interface AbsentCommand {
  readonly description: string;
  readonly kind: Command["kind"];
  readonly input: z.ZodType;
}

/**
 * Entries of the catalogue that check their input and answer `unavailable` with the reason. The day
 * the service exists, its commands take the place of these.
 */
export function absentCommands(
  reason: string,
  commands: Readonly<Record<string, AbsentCommand>>,
): readonly Command[] {
  return Object.entries(commands).map(([name, entry]) => ({
    ...entry,
    name,
    unavailable: reason,
    run: async () => {
      throw new CommandError("unavailable", `${name} is not available: ${reason}`, { reason });
    },
  }));
}

/** An id, whatever it names. */
export const Id = z.string().min(1);

/** Why something is done, for the log. */
export const Reason = z.string().min(1).max(500);
