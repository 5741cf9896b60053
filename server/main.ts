import { Command } from "commander";

import { serve } from "./serve.ts";

const program = new Command("uar").description("Universal Agent Runtime");

program
  .command("serve", { isDefault: true })
  .description("Start the playground and its APIs")
  .option("--host <address>", "loopback address to listen on (UAR_HOST)")
  .option("--port <number>", "port to listen on, 0 for any free one (UAR_PORT)")
  .option("--data <folder>", "where logs are kept (UAR_DATA)")
  .option("--config <file>", "configuration file (UAR_CONFIG)")
  .action(serve);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
