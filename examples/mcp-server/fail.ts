import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answer } from "./answer.ts";

/** `fail`: an error whenever it is asked for, to see what an agent makes of one. */
export function addFail(server: McpServer): void {
  server.registerTool(
    "fail",
    {
      title: "Fail on purpose",
      description: "Always fails, to show what happens then.",
      inputSchema: z.object({
        message: z
          .string()
          .min(1)
          .max(500)
          .default("Failed on purpose")
          .describe("What the error says"),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ message }) => answer(() => Promise.reject(new Error(message))),
  );
}
