import type { Command } from "commander";

/** `uar prompt`: what a prompt's file says to a model, without asking one. */
export function addPromptCommand(program: Command): void {
  const prompt = program.command("prompt").description("Look at prompts without asking a model");
  const render: Command = prompt
    .command("render")
    .description("Print the settings and messages of a prompt, or what is wrong with it, as JSON")
    .argument("<file>", "a .promptl file, the extension may be left out")
    .option("--params <json>", "the prompt's parameters, one JSON object", "{}")
    .option("--root <folder>", "where references with / count from; the file's own folder")
    .action(async (file: string, flags: RenderFlags) => {
      const { InvalidParametersError, printPrompt } = await import("./print-prompt.ts");
      try {
        if (!(await printPrompt(file, flags))) process.exitCode = 1;
      } catch (error) {
        if (error instanceof InvalidParametersError) render.error(`error: ${error.message}`);
        throw error;
      }
    });
}

interface RenderFlags {
  readonly params: string;
  readonly root?: string;
}
