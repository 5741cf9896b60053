import { z } from "zod";

import type { RunningProcess } from "#runtime/process/running-processes.ts";
import { command, CommandError, type ControlServices } from "./command.ts";

const MAX_INPUT_CHARS = 100_000;
const ProcessId = z.string().min(1);

export const writeProcessStdin = command({
  name: "write_process_stdin",
  description: "Writes to the standard input of a running command, and ends that if told to",
  kind: "write",
  input: z.strictObject({
    process_id: ProcessId,
    input: z.string().max(MAX_INPUT_CHARS),
    /** Nothing more will be written. */
    end: z.boolean().default(false),
  }),
  run: async ({ process_id, input, end }, services) => {
    const process = requireProcess(process_id, services);
    if (!process.takesInput) {
      const message = `The command "${process_id}" takes no input: it was started without, or its input was ended`;
      throw new CommandError("conflict", message);
    }
    process.write(input, end);
    return { process_id, written: input.length, ended: end };
  },
});

export const terminateProcess = command({
  name: "terminate_process",
  description: "Ends a running command, at once where it does not end by itself; its call goes on",
  kind: "write",
  input: z.strictObject({ process_id: ProcessId, reason: z.string().min(1).max(500) }),
  run: async ({ process_id, reason }, services) => {
    requireProcess(process_id, services).terminate(reason);
    return { process_id, requested: true };
  },
});

function requireProcess(id: string, { processes }: ControlServices): RunningProcess {
  const running = processes?.get(id);
  if (running !== undefined) return running;
  throw new CommandError(
    "not_found",
    `No command "${id}" runs here; it has ended, if there was one`,
  );
}
