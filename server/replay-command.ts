import type { Command } from "commander";

/** `uar replay`: whether a recorded run, run again, goes the way that it went. */
export function addReplayCommand(program: Command): void {
  const replay: Command = program
    .command("replay")
    .description("Run a recording again and print the first divergence as JSON, if there is one")
    .argument("<file>", "an export's events, one a line; - reads from standard input")
    .option("--run <id>", "this run; without it every run of the recording")
    .action(async (file: string, flags: { readonly run?: string }) => {
      const { printReplay, UnreadableRecordingError } = await import("./print-replay.ts");
      try {
        if (!(await printReplay(file, flags.run))) process.exitCode = 1;
      } catch (error) {
        if (error instanceof UnreadableRecordingError) replay.error(`error: ${error.message}`);
        throw error;
      }
    });
}
