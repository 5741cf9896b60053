import type { CatalogTool } from "#runtime/event/tool.ts";
import type { ClientTool } from "#runtime/event/turn-request.ts";
import type { Tool } from "./tool.ts";
import { Toolbox } from "./toolbox.ts";

/** The source of tools that the client of a turn runs itself; no server's name has an `@`. */
const CLIENT_SOURCE = "@client";

/** What a model reads of a call whose client went on without sending its result. */
const HANDED_OVER = "The client makes this call; it has sent no result";

/** The tools of a turn: those of its client, then those of the server that have other names. */
export function withClientTools(box: Toolbox, tools: readonly ClientTool[] = []): Toolbox {
  if (tools.length === 0) return box;
  const server = box.list().flatMap(({ name }) => box.get(name) ?? []);
  return new Toolbox([...tools.map(handedOver), ...server]);
}

/** Whether a tool is the client's to run. */
export function isClientTool({ source }: Pick<CatalogTool, "source">): boolean {
  return source === CLIENT_SOURCE;
}

/** Nothing happens here, so that nobody has to be asked: what the call does is between client and person. */
function handedOver({ name, description, input_schema }: ClientTool): Tool {
  const run = async () => ({ content: HANDED_OVER });
  return { name, description, input_schema, source: CLIENT_SOURCE, effect: "read", run };
}
