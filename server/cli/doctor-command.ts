import type { Command } from "commander";

/** `uar doctor`: what is wrong on this machine, what that costs and what helps. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("Look at this machine: what is there, what is missing, what that costs, the fix")
    .option("--data <folder>", "where logs are kept (UAR_DATA)")
    .option("--config <file>", "configuration file (UAR_CONFIG)")
    .addHelpText("after", "\nExit code 0, or 1 where the runtime cannot work.")
    .action(async (flags: Readonly<Record<string, string>>) => {
      const { doctor } = await import("./doctor.ts");
      if (!(await doctor(flags))) process.exitCode = 1;
    });
}
