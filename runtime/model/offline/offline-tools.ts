import type { Json } from "#runtime/event/shared.ts";

import type { ModelTool } from "#runtime/model/driver.ts";

/** A tool that can do one thing, and the names of the arguments for it. */
export interface OfflineTool {
  readonly name: string;
  /** The argument that carries the matter: the query, the path, the text, the number. */
  readonly main: string | undefined;
  /** The argument for a heading, where the tool has one. */
  readonly title: string | undefined;
}

export type Capability = "fail" | "count" | "write" | "search" | "list" | "read";
export type OfflineTools = Readonly<Partial<Record<Capability, OfflineTool>>>;

interface Sign {
  readonly name: RegExp;
  readonly description: RegExp;
  /** Arguments that can carry the matter, best first; a tool without any of them cannot do it. */
  readonly main: readonly string[];
  readonly mainOptional?: boolean;
  /** Arguments that can carry a heading, best first. */
  readonly title?: readonly string[];
}

const SIGNS: Readonly<Record<Capability, Sign>> = {
  fail: {
    name: /^(fail|fails|failing|error|crash|broken|throw)$/,
    description: /\b(always fails?|fails? on purpose|fails every time)\b/i,
    main: ["message", "reason"],
    mainOptional: true,
  },
  count: {
    name: /^(count|counter|countdown|tick|timer|slow)$/,
    description: /\bcounts?\b.*\b(slow|progress|one by one|to)\b|\bslow\b.*\bprogress\b/i,
    main: ["to", "count", "n", "max", "limit", "steps", "seconds"],
  },
  write: {
    name: /^(write|save|note|notes|append|store|remember|memo)$/,
    description: /\b(writes?|saves?|stores?|appends?)\b.*\b(note|file|text|memo|document)\b/i,
    main: ["text", "content", "contents", "body", "note", "markdown", "data"],
    title: ["title", "heading", "subject", "name", "filename", "file_path", "path"],
  },
  search: {
    name: /^(search|grep|find|lookup|query|ripgrep)$/,
    description: /\b(search(es)?|finds? (lines|text|files)|full.?text|grep)\b/i,
    main: ["query", "q", "pattern", "search", "text", "term", "keyword", "keywords"],
  },
  list: {
    name: /^(list|ls|dir|tree|files|directory)$/,
    description: /\blists?\b.*\b(files?|paths?|documents?|resources?|director)/i,
    main: ["path", "directory", "dir", "folder"],
    mainOptional: true,
  },
  read: {
    name: /^(read|open|cat|view|show|get|fetch|file)$/,
    description: /\b(reads?|opens?|returns?|shows?)\b.*\b(file|document|content|text)\b/i,
    main: ["path", "file", "filename", "file_path", "filepath", "uri", "name"],
  },
};

const NAME_POINTS = 2;
const DESCRIPTION_POINTS = 1;

/** Finds out what the offered tools can do, from their names, descriptions and schemas. */
export function findOfflineTools(tools: readonly ModelTool[]): OfflineTools {
  const found: Partial<Record<Capability, OfflineTool>> = {};
  const taken = new Set<string>();
  for (const capability of CAPABILITIES) {
    const best = tools
      .filter((tool) => !taken.has(tool.name))
      .map((tool) => ({ tool, points: pointsOf(tool, SIGNS[capability]) }))
      .reduce(better, undefined);
    if (best === undefined) continue;
    taken.add(best.tool.name);
    found[capability] = toOfflineTool(best.tool, SIGNS[capability]);
  }
  return found;
}

/** The most telling names first: what they take is not offered to the vaguer ones. */
const CAPABILITIES: readonly Capability[] = ["fail", "count", "write", "search", "list", "read"];

interface Candidate {
  readonly tool: ModelTool;
  readonly points: number;
}

function better(best: Candidate | undefined, next: Candidate): Candidate | undefined {
  if (next.points === 0) return best;
  return best === undefined || next.points > best.points ? next : best;
}

function pointsOf(tool: ModelTool, sign: Sign): number {
  const { main, title } = toOfflineTool(tool, sign);
  const canFill = argumentsOf(tool).required.every((name) => name === main || name === title);
  if (!canFill || (main === undefined && sign.mainOptional !== true)) return 0;
  const named = nameWords(tool.name).some((word) => sign.name.test(word)) ? NAME_POINTS : 0;
  return named + (sign.description.test(tool.description) ? DESCRIPTION_POINTS : 0);
}

function toOfflineTool(tool: ModelTool, sign: Sign): OfflineTool {
  const { properties } = argumentsOf(tool);
  const main = sign.main.find((name) => properties.includes(name));
  const title = sign.title?.find((name) => name !== main && properties.includes(name));
  return { name: tool.name, main, title };
}

/** The words of a tool's own name: "workspace__write_note" and "writeNote" give write, note. */
function nameWords(name: string): readonly string[] {
  const own = name.slice(name.lastIndexOf("__") + 1).replace(/^_/, "");
  return own
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
}

/** The argument names of a tool, all and required, as its schema has them. */
export function argumentsOf(tool: ModelTool): {
  readonly properties: readonly string[];
  readonly required: readonly string[];
} {
  const schema = asObject(tool.input_schema);
  const required = schema["required"];
  return {
    properties: Object.keys(asObject(schema["properties"] ?? null)),
    required: Array.isArray(required) ? required.filter((name) => typeof name === "string") : [],
  };
}

function asObject(value: Json): Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
