import { z } from "zod";

import { absentCommands, Id, Reason } from "./absent.ts";

/** Commands that run on the server; nobody can reach one by its id yet. */
export const absentProcessCommands = absentCommands(
  "a tool's process ends with its call; interrupt_turn stops it, and it takes no input",
  {
    write_process_stdin: {
      description: "Writes to a running command",
      kind: "write",
      input: z.strictObject({ process_id: Id, input: z.string() }),
    },
    terminate_process: {
      description: "Ends a running command",
      kind: "write",
      input: z.strictObject({ process_id: Id, reason: Reason }),
    },
  },
);
