import { serveStdio } from "@modelcontextprotocol/server/stdio";

import { createServer } from "./server.ts";
import { openWorkspace } from "./workspace.ts";

const [workspaceFolder, notesFolder] = process.argv.slice(2);
if (workspaceFolder === undefined) {
  console.error("Usage: node examples/mcp-server/main.ts <workspace folder> [notes folder]");
  process.exit(2);
}

const workspace = await openWorkspace(workspaceFolder, notesFolder);
serveStdio(() => createServer(workspace));
