import type { Command } from "commander";

import type { ChatFlags } from "./chat.ts";
import { addConnectOptions } from "./connect-options.ts";

/** `uar chat`: a conversation in a terminal, or with a script that sends its lines. */
export function addChatCommand(program: Command): void {
  const chat: Command = program
    .command("chat")
    .description("Talk with an agent in the terminal")
    .option("--session <id>", "go on with this session");
  addConnectOptions(chat)
    .addHelpText(
      "after",
      `
Ctrl-C stops an answer and, where there is none, leaves. Exit code: that of the newest run, as of uar run.`,
    )
    .action(async (flags: ChatFlags) => {
      const [{ chat: hold }, { leaveWith }] = await Promise.all([
        import("./chat.ts"),
        import("./leave-with.ts"),
      ]);
      await leaveWith(hold(flags), chat);
    });
}
