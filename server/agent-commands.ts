import { type Command, Option } from "commander";

/** `uar agents`, `validate`, `export` and `import`: agents as files, without a server. */
export function addAgentCommands(program: Command): void {
  withPlaces(program.command("agents"))
    .option("--agent-dir <folder>", "one agent's folder, beside those")
    .description("List the agents, where they come from, and what is wrong with them")
    .addHelpText("after", EXIT_WORDS)
    .action(async (flags: Places) => {
      const { printAgents } = await import("./work-on-agents.ts");
      if (!(await printAgents(flags))) process.exitCode = 1;
    });

  program
    .command("validate")
    .description("Check an agent's folder, or a folder of such; exit code 1 tells of problems")
    .addHelpText("after", EXIT_WORDS)
    .argument("[dir]", "a folder with agent.yaml or agent.promptl, or with folders that have one")
    .option("--agent-dir <folder>", "the same")
    .action(async (dir: string | undefined, { agentDir }: Places, command: Command) => {
      const folder = dir ?? agentDir;
      if (folder === undefined) return command.error("error: name an agent's folder");
      const { validateAgents } = await import("./work-on-agents.ts");
      if (!validateAgents(folder)) process.exitCode = 1;
    });

  withPlaces(program.command("export"))
    .description("Pack an agent with its skills and memory files as .tar.gz")
    .addHelpText("after", EXIT_WORDS)
    .requiredOption("--agent <name>", "the agent")
    .requiredOption("--output <file>", "the package to write, or a folder for it")
    .addOption(agentFormat())
    .action(
      async (flags: Places & Formatted & { readonly agent: string; readonly output: string }) => {
        if (flags.format === "open-agent-spec") {
          const { exportSpec } = await import("./work-on-specs.ts");
          return exportSpec(flags);
        }
        const { exportAgent } = await import("./work-on-agents.ts");
        await exportAgent(flags);
      },
    );

  withPlaces(program.command("import"))
    .description("Keep the agent of a package; a server that runs takes it at once")
    .addHelpText("after", EXIT_WORDS)
    .requiredOption("--file <file>", "the package")
    .option("--name <name>", "another name for it")
    .addOption(agentFormat())
    .action(
      async (flags: Places & Formatted & { readonly file: string; readonly name?: string }) => {
        if (flags.format === "open-agent-spec") {
          const { importSpec } = await import("./work-on-specs.ts");
          return importSpec(flags);
        }
        const { importAgent } = await import("./work-on-agents.ts");
        await importAgent(flags);
      },
    );
}

/** A package of the whole folder, or an Agent component as JSON or YAML. */
interface Formatted {
  readonly format: "package" | "open-agent-spec";
}

function agentFormat(): Option {
  const option = new Option("--format <format>", "what kind of file it is");
  return option.choices(["package", "open-agent-spec"]).default("package");
}

const EXIT_WORDS = `
Exit code 0: all is well. 1: an agent is broken, or the work could not be done. 2: the command line does not fit.`;

/** Where the agents are, as `uar serve` is told. */
type Places = Readonly<Partial<Record<"data" | "agentsDir" | "agentDir" | "config", string>>>;

function withPlaces(command: Command): Command {
  return command
    .option("--data <folder>", "where logs and pushed agents are kept (UAR_DATA)")
    .option("--agents-dir <folder>", "where agents are kept as files (UAR_AGENTS_DIR)")
    .option("--config <file>", "configuration file (UAR_CONFIG)");
}
