import { type Command, Option } from "commander";

import { addConnectOptions } from "./connect-options.ts";
import type { RunFlags } from "./run-once.ts";

/** `uar run`: one message from a script or a shell. */
export function addRunCommand(program: Command): void {
  const run: Command = program
    .command("run")
    .description("Give an agent one message and print its answer")
    .argument("<prompt>", "the message; - reads it from standard input")
    .addOption(
      new Option("--output <format>", "the answer's text, or the run as one JSON document")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("--session <id>", "go on with this session")
    .option("--yes", "allow every call that asks, each once");
  addConnectOptions(run)
    .addHelpText(
      "after",
      `
The answer is on standard output, calls and failures are on standard error. Exit code 0: completed.
1: failed. 2: the command line does not fit, or names an agent, a model or a session that is not there.
3: stopped. 4: a call waits for a person. 5: no server answers.`,
    )
    .action(async (prompt: string, flags: RunFlags) => {
      const [{ runOnce }, { leaveWith }] = await Promise.all([
        import("./run-once.ts"),
        import("./leave-with.ts"),
      ]);
      await leaveWith(runOnce(prompt, flags), run);
    });
}
