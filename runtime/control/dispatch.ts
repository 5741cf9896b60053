import { z } from "zod";

import { ReadOnlyThreadError } from "#runtime/thread.ts";
import { CATALOGUE } from "./catalogue.ts";
import { CommandError, type Command, type ControlServices } from "./command.ts";

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  CATALOGUE.map((entry) => [entry.name, entry]),
);

/**
 * Does one command of the catalogue (seed 003, control plane). The input may be anything; what does
 * not fit is refused with a CommandError that names the field, the value and the fix.
 */
export async function dispatch(
  name: string,
  input: unknown,
  services: ControlServices,
): Promise<unknown> {
  const entry = COMMANDS.get(name);
  if (entry === undefined) {
    const known = [...COMMANDS.keys()].join(", ");
    throw new CommandError("unknown_command", `There is no command "${name}"; known are ${known}`);
  }
  return perform(entry, input, services);
}

/** Does a known command with its own result type; checks the input as `dispatch` does. */
export async function perform<Input extends z.ZodType, Result>(
  entry: Command<Input, Result>,
  input: unknown,
  services: ControlServices,
): Promise<Result> {
  const parsed = entry.input.safeParse(input);
  if (!parsed.success) {
    const message = `${entry.name} got input that does not fit:\n${z.prettifyError(parsed.error)}`;
    throw new CommandError("invalid_input", message, { issues: parsed.error.issues });
  }
  try {
    return await entry.run(parsed.data, services);
  } catch (cause) {
    if (!(cause instanceof ReadOnlyThreadError)) throw cause;
    const fix = "Start a session of your own, and ask there";
    throw new CommandError("read_only", cause.message, { fix }, { cause });
  }
}
