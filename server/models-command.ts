import type { Command } from "commander";

import { findProtocol, PROTOCOL_NAMES } from "./protocol-names.ts";

/** `uar models`: what a person needs to choose a provider and to find out what one sent. */
export function addModelsCommand(program: Command): void {
  const models = program.command("models").description("Look at models and at what they sent");
  addRead(models);
  models
    .command("list")
    .description("Print the models on offer, the default first")
    .option("--config <file>", "configuration file (UAR_CONFIG)")
    .option("--data <folder>", "where a refreshed catalogue is kept (UAR_DATA)")
    .action(async (flags: Flags) => (await import("./list-models.ts")).listModels(flags));
  models
    .command("refresh")
    .description("Fetch the catalogue of models anew")
    .option("--from <source>", "an address or a file in the shape of models.dev/api.json")
    .option("--data <folder>", "where it is kept (UAR_DATA)")
    .action(async (flags: Flags) => (await import("./refresh-models.ts")).refreshModels(flags));
}

type Flags = Readonly<Record<string, string>>;

/** Exit code 0 also when the answer holds errors: they are what was asked for. */
function addRead(models: Command): void {
  const read: Command = models
    .command("read")
    .description("Read a captured answer or a cassette and print what it says as one JSON object")
    .requiredOption("--protocol <name>", PROTOCOL_NAMES.join(", "))
    .option("--provider <name>", "whose answer it is, for the words of errors", "captured")
    .argument("[file]", "the answer's bytes; - or none reads from standard input")
    .action(async (file: string | undefined, flags: ReadFlags) => {
      const protocol = findProtocol(flags.protocol);
      if (protocol === undefined) {
        read.error(
          `error: unknown protocol "${flags.protocol}", use one of ${PROTOCOL_NAMES.join(", ")}`,
        );
      }
      const { printAnswer, UnreadableAnswerError } = await import("./print-answer.ts");
      try {
        await printAnswer({ file, protocol, provider: flags.provider });
      } catch (error) {
        if (error instanceof UnreadableAnswerError) read.error(`error: ${error.message}`);
        throw error;
      }
    });
}

interface ReadFlags {
  readonly protocol: string;
  readonly provider: string;
}
