import { urls } from "#views/urls.ts";

interface PlacedTool {
  readonly name: string;
  readonly source: string;
}

/** What a tool is called at its server: its name without the server's. */
export function shortName({ name }: Pick<PlacedTool, "name">): string {
  const at = name.indexOf("__");
  return at === -1 ? name : name.slice(at + 2);
}

/** The address of a tool's page. */
export function toolAddress(tool: PlacedTool): string {
  return urls.tool(tool.source, shortName(tool));
}
