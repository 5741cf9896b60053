#!/usr/bin/env node
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { Command } from "commander";

import { addAgentCommands } from "./agent-commands.ts";
import { addChatCommand } from "./cli/chat-command.ts";
import { addDoctorCommand } from "./cli/doctor-command.ts";
import { addRunCommand } from "./cli/run-command.ts";
import { addControlCommand } from "./control-command.ts";
import { addMcpCommand } from "./mcp-command.ts";
import { addModelsCommand } from "./models-command.ts";
import { addPromptCommand } from "./prompt-command.ts";
import { addReplayCommand } from "./replay-command.ts";

/** Left with where the command line itself is wrong; a command that fails leaves with 1. */
const USAGE_ERROR = 2;

// Compiled modules stay beside the installed ones, so that a later start takes half the time. A folder that
// cannot be written costs the cache only.
enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "node"));

/** `--watch` by itself means yes. */
type ServeFlags = Readonly<Record<string, string>> & { readonly watch?: string | true };

const SERVE_EXIT = `
Exit code 0: it was told to stop and did. 1: it could not start, or had to be ended. 2: the command line does not fit.`;

const program = new Command("uar")
  .description("Universal Agent Runtime")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR));

program
  .command("serve", { isDefault: true })
  .description("Start the playground and its APIs")
  .option("--host <address>", "loopback address to listen on (UAR_HOST)")
  .option("--port <number>", "port to listen on, 0 for any free one (UAR_PORT)")
  .option("--data <folder>", "where logs are kept (UAR_DATA)")
  .option("--config <file>", "configuration file (UAR_CONFIG)")
  .option("--agents-dir <folder>", "where agents are kept as files (UAR_AGENTS_DIR)")
  .option("--watch [yes|no]", "whether edited agents count at once (UAR_WATCH)")
  .option(
    "--admin-token <token>",
    "opens /api/v1/admin (UAR_ADMIN_TOKEN, which other accounts cannot read)",
  )
  .addHelpText("after", SERVE_EXIT)
  .action(async ({ watch, ...flags }: ServeFlags) => {
    const { serve } = await import("./serve.ts");
    await serve(watch === undefined ? flags : { ...flags, watch: watch === true ? "yes" : watch });
    flushCompileCache();
  });

addChatCommand(program);
addRunCommand(program);
addDoctorCommand(program);
addModelsCommand(program);
addReplayCommand(program);
addPromptCommand(program);
addControlCommand(program);
addAgentCommands(program);
addMcpCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
