import type { AgentComponent } from "./component.ts";

/** The names of the tools that a component may use here. Nothing that it says starts or reaches anything. */
export function toolsOf(
  { tools, toolboxes }: Pick<AgentComponent, "tools" | "toolboxes">,
  note: (words: string) => void,
): readonly string[] {
  const named = (tools ?? []).flatMap(({ component_type, name }) => {
    if (component_type === "ServerTool") {
      note(`tools: ${name} is the tool of that name here, if there is one`);
      return [name];
    }
    note(`tools: ${component_type} ${name} is left out; offer it by an MCP server in uar.yaml`);
    return [];
  });
  const boxed = (toolboxes ?? []).flatMap(({ component_type, name, tool_filter }) => {
    if (component_type !== "MCPToolBox") {
      note(`toolboxes: ${component_type} ${name} is left out`);
      return [];
    }
    const server = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    note(`toolboxes: ${name} is the server ${server} under mcpServers in uar.yaml; put it there`);
    const meant = tool_filter?.map((tool) => (typeof tool === "string" ? tool : tool.name));
    return (meant ?? ["*"]).map((tool) => `${server}__${tool}`);
  });
  return [...named, ...boxed];
}
