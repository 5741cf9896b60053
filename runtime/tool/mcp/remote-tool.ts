import type { Tool as ListedTool } from "@modelcontextprotocol/client";

import type { Effect, Json } from "#runtime/event/shared.ts";
import type { ToolHints } from "#runtime/tool/tool.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { isObject } from "#runtime/tool/json-object.ts";
import { isNestedDeeper } from "#runtime/tool/nesting.ts";
import { isForAppsOnly } from "./app-resource.ts";
import { visibleText } from "./visible-text.ts";

const MAX_TOOLS = 1_000;
const MAX_TITLE_CHARS = 200;
const MAX_DESCRIPTION_CHARS = 4_000;
const MAX_SCHEMA_CHARS = 64 * 1024;
const MAX_SCHEMA_DEPTH = 64;

/** A tool as its server describes it, made safe to show to a person and a model. */
export interface RemoteTool {
  /** The name that the server knows. */
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly effect: Effect;
  readonly input_schema: Json;
  readonly listed: ListedTool;
  /** Changes when the server changes anything that it says of the tool (S30). */
  readonly fingerprint: string;
}

export interface RemoteTools {
  readonly tools: readonly RemoteTool[];
  /** What the operator should know: tools that were left out, and texts with hidden characters. */
  readonly problems: readonly string[];
}

/** Reads the list of a server. A tool that cannot be used is left out and named in the problems. */
export async function readTools(
  listed: readonly ListedTool[],
  trust: boolean,
): Promise<RemoteTools> {
  const problems: string[] = [];
  const tools = new Map<string, RemoteTool>();
  if (listed.length > MAX_TOOLS) {
    problems.push(`Of ${listed.length} tools only the first ${MAX_TOOLS} are used`);
  }
  for (const tool of listed.slice(0, MAX_TOOLS)) {
    if (isForAppsOnly(tool)) continue;
    const problem = tools.has(tool.name) ? "is listed twice" : unusable(tool);
    if (problem === undefined) tools.set(tool.name, await readTool(tool, trust));
    else
      problems.push(`The tool "${shorten(tool.name, MAX_TITLE_CHARS)}" is left out: it ${problem}`);
    if (hasHiddenText(tool)) {
      problems.push(`The tool "${shorten(tool.name, MAX_TITLE_CHARS)}" has hidden characters`);
    }
  }
  return { tools: [...tools.values()], problems };
}

function unusable({ name, inputSchema }: ListedTool): string | undefined {
  if (name === "") return "has no name";
  if (isNestedDeeper(inputSchema, MAX_SCHEMA_DEPTH)) return "has a schema that is nested too deep";
  const chars = JSON.stringify(inputSchema).length;
  if (chars > MAX_SCHEMA_CHARS) return `has a schema of ${chars} characters`;
  return undefined;
}

async function readTool(tool: ListedTool, trust: boolean): Promise<RemoteTool> {
  const { name, description = "", inputSchema, annotations } = tool;
  const title = tool.title ?? annotations?.title;
  // It came as JSON over the wire.
  const schema = inputSchema as Json;
  const said = {
    name,
    title: title ?? null,
    description,
    schema,
    hints: { ...annotations },
  } as Json;
  return {
    name,
    ...(title !== undefined && { title: shorten(visibleText(title), MAX_TITLE_CHARS) }),
    description: shorten(visibleText(description), MAX_DESCRIPTION_CHARS),
    effect: trust ? hintedEffect(tool) : "at_most_once",
    input_schema: visibleSchema(schema),
    listed: tool,
    fingerprint: await canonicalHash(said),
  };
}

/** Hints are the server's own words: they count only where the operator trusts it (D3). */
function hintedEffect({ annotations }: ListedTool): Effect {
  if (annotations?.readOnlyHint === true) return "read";
  return annotations?.idempotentHint === true ? "idempotent" : "at_most_once";
}

/** The annotations of a listed tool, as far as it has any. */
export function hintsOf({ annotations = {} }: Pick<ListedTool, "annotations">): ToolHints {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  return {
    ...(readOnlyHint !== undefined && { read_only: readOnlyHint }),
    ...(destructiveHint !== undefined && { destructive: destructiveHint }),
    ...(idempotentHint !== undefined && { idempotent: idempotentHint }),
    ...(openWorldHint !== undefined && { open_world: openWorldHint }),
  };
}

/** Models read titles and descriptions in a schema, too. */
function visibleSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(visibleSchema);
  if (!isObject(schema)) return schema;
  const members = Object.entries(schema).map(([key, value]) => {
    const isText = (key === "description" || key === "title") && typeof value === "string";
    return [key, isText ? visibleText(value) : visibleSchema(value)] as const;
  });
  return Object.fromEntries(members);
}

function hasHiddenText({ name, title = "", description = "" }: ListedTool): boolean {
  return [name, title, description].some((text) => visibleText(text) !== text);
}

function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)}…`;
}
