import type { Command } from "commander";

/** The options by which a command chooses its agent and finds its runtime. */
export function addConnectOptions(command: Command): Command {
  return command
    .option("--agent <id>", "this agent instead of the default one")
    .option("--agent-dir <folder>", "the agent of this folder, in this process")
    .option("--model <name>", "<provider>/<model> instead of the agent's")
    .option("--url <address>", "a running server's address, with its token in UAR_TOKEN")
    .option("--data <folder>", "where logs are kept (UAR_DATA); its running server is found")
    .option("--config <file>", "configuration file (UAR_CONFIG)")
    .option("--no-memory", "run in this process and keep nothing");
}
