import type { Command } from "commander";

import type { ControlCall } from "./send-command.ts";

/** Left with where no server of this project answers at the address. */
const UNREACHABLE = 3;

/** `uar control`: the control plane of a running server, by the same commands as over HTTP. */
export function addControlCommand(program: Command): void {
  const control: Command = program
    .command("control")
    .description(
      "Do a command on a running server and print its answer as JSON; without one, print the catalogue",
    )
    .argument("[command]", "such as list_sessions")
    .argument("[input]", "its input as a JSON object; - reads from standard input", "{}")
    .option("--url <address>", "where the server listens; without it UAR_HOST and UAR_PORT say so")
    .addHelpText(
      "after",
      `
UAR_TOKEN holds the server's token. Exit code 0: done. 1: the server refused, its reason is on
standard error as JSON. 2: the command line does not fit. 3: no server answers there.`,
    )
    .action(async (name: string | undefined, input: string, flags: Flags) => {
      const { controlCall, sendCommand, UnreachableError } = await import("./send-command.ts");
      let call: ControlCall;
      try {
        call = await controlCall({ name, input, url: flags.url }, process.env);
      } catch (error) {
        if (error instanceof RangeError) control.error(`error: ${error.message}`);
        throw error;
      }
      try {
        const { ok, body } = await sendCommand(call);
        const text = `${JSON.stringify(body, null, 2)}\n`;
        (ok ? process.stdout : process.stderr).write(text);
        if (!ok) process.exitCode = 1;
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
        process.exitCode = UNREACHABLE;
      }
    });
}

interface Flags {
  readonly url?: string;
}
