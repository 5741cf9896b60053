import type { Command } from "commander";

/** `uar mcp`: the runtime as an MCP server on standard input and output, for clients that start their servers. */
export function addMcpCommand(program: Command): void {
  program
    .command("mcp")
    .description("Serve agents, runs and artifacts over MCP on standard input and output")
    .option("--data <folder>", "where logs are kept (UAR_DATA); no other server may use it")
    .option("--config <file>", "configuration file (UAR_CONFIG)")
    .action(async (flags: Record<string, string>) => {
      const { serveMcp } = await import("./serve-mcp.ts");
      await serveMcp(flags);
    });
}
