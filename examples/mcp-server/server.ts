import { McpServer } from "@modelcontextprotocol/server";

import { addCount } from "./count.ts";
import { addFail } from "./fail.ts";
import { addList } from "./list.ts";
import { addRead } from "./read.ts";
import { addSearch } from "./search.ts";
import type { Workspace } from "./workspace.ts";
import { addWriteNote } from "./write-note.ts";

/** An MCP server with tools over one folder of texts. */
export function createServer(workspace: Workspace): McpServer {
  const server = new McpServer({ name: "workspace", version: "1.0.0" });
  addList(server, workspace);
  addSearch(server, workspace);
  addRead(server, workspace);
  addCount(server);
  addWriteNote(server, workspace);
  addFail(server);
  return server;
}
