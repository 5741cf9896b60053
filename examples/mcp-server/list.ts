import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answer } from "./answer.ts";
import type { Workspace } from "./workspace.ts";

/** `list`: the files of the workspace, one path a line. */
export function addList(server: McpServer, workspace: Workspace): void {
  server.registerTool(
    "list",
    {
      title: "List files",
      description: "Lists the files of the workspace, one path per line.",
      inputSchema: z.object({
        path: z.string().default("").describe("A folder; all files if left out"),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ path }) =>
      answer(async () => {
        const paths = await workspace.list(path);
        return { text: paths.length === 0 ? "There are no files here" : paths.join("\n") };
      }),
  );
}
