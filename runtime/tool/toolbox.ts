import type { CatalogTool } from "#runtime/event/tool.ts";
import type { Tool } from "./tool.ts";

/** The inventory of tools by name. It never changes: a run keeps the tools that it began with. */
export class Toolbox {
  readonly #tools = new Map<string, Tool>();
  readonly #duplicates: string[] = [];

  /** Of two tools with one name the first stays; the other's name is in `duplicates`. */
  constructor(tools: Iterable<Tool>) {
    for (const tool of tools) {
      if (this.#tools.has(tool.name)) this.#duplicates.push(tool.name);
      else this.#tools.set(tool.name, tool);
    }
  }

  get duplicates(): readonly string[] {
    return this.#duplicates;
  }

  get(name: string): Tool | undefined {
    return this.#tools.get(name);
  }

  /** The same inventory and more. */
  with(more: readonly Tool[]): Toolbox {
    return more.length === 0 ? this : new Toolbox([...this.#tools.values(), ...more]);
  }

  /** What the model and the person see, in the order in which the tools were given. */
  list(): CatalogTool[] {
    return Array.from(this.#tools.values(), describeTool);
  }
}

function describeTool(tool: Tool): CatalogTool {
  return {
    name: tool.name,
    ...(tool.title === undefined ? {} : { title: tool.title }),
    description: tool.description,
    source: tool.source,
    effect: tool.effect,
    input_schema: tool.input_schema,
    ...(tool.timeout_ms === undefined ? {} : { timeout_ms: tool.timeout_ms }),
  };
}
