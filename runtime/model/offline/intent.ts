import type { Json } from "#runtime/event/shared.ts";

import type { ModelTool } from "#runtime/model/driver.ts";
import { keywordsOf } from "./keywords.ts";
import { argumentsOf } from "./offline-tools.ts";

/** What the person wants, as far as words tell. */
export type Intent =
  | { readonly kind: "greeting" }
  | { readonly kind: "tool"; readonly name: string; readonly arguments: Record<string, Json> }
  | { readonly kind: "count"; readonly to: number }
  | { readonly kind: "fail" }
  | { readonly kind: "write" }
  | { readonly kind: "list" }
  | { readonly kind: "question" };

const GREETING =
  /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|help|thanks|thank you|who are you|what are you|what can (?:you|i) do)\b/i;
const FAIL =
  /\bwhat(?:'s| is)? (?:fails?|failing|breaks?|broken)\b|\b(?:call|run|use|try|show|trigger)\b.*\bfail|^\W*fail\b|\bfailing tool\b/i;
const WRITE =
  /^\W*(?:(?:please|can you|could you)\s+)*(?:save|note|remember|jot|record|store|(?:add|make|take|create) a note)\b|\b(?:write|put|save|add)\b.*\b(?:notes?|down)\b/i;
const LIST = /\b(?:list|show|what|which)\b(?:\s+\w+){0,3}\s+(?:files?|documents?)\b/i;

const DEFAULT_COUNT = 5;
const MAX_COUNT = 100;

/** Reads the wish out of a message; a message that wishes for nothing else is a question. */
export function intentOf(text: string, offered: readonly ModelTool[]): Intent {
  const tool = offered.find((candidate) => text.includes(candidate.name));
  if (tool !== undefined)
    return { kind: "tool", name: tool.name, arguments: argumentsIn(text, tool) };
  if (isGreeting(text)) return { kind: "greeting" };
  const to = countIn(text);
  if (to !== undefined) return { kind: "count", to };
  if (FAIL.test(text)) return { kind: "fail" };
  if (WRITE.test(text)) return { kind: "write" };
  if (LIST.test(text) && keywordsOf(text).length === 0) return { kind: "list" };
  return { kind: "question" };
}

/** A greeting with a question behind it is a question. */
function isGreeting(text: string): boolean {
  const greeting = GREETING.exec(text)?.[0];
  if (greeting === undefined) return text.trim() === "";
  return keywordsOf(text.slice(greeting.length)).length === 0;
}

function countIn(text: string): number | undefined {
  if (!/\bcount(?:ing)?\b/i.test(text)) return undefined;
  const number = /\b\d{1,4}\b/.exec(text)?.[0];
  if (number !== undefined) return Math.min(Math.max(Number(number), 1), MAX_COUNT);
  return /\bslow(?:ly)?\b/i.test(text) ? DEFAULT_COUNT : undefined;
}

/** The JSON object in the message, or its quoted words for a tool that needs just one text. */
function argumentsIn(text: string, tool: ModelTool): Record<string, Json> {
  const json = /\{.*\}/s.exec(text)?.[0];
  const given = json === undefined ? undefined : parsedObject(json);
  if (given !== undefined) return given;
  const { required } = argumentsOf(tool);
  const rest = text.replace(tool.name, " ");
  const words = /"([^"]+)"|“([^”]+)”/.exec(rest);
  const value = words?.[1] ?? words?.[2] ?? keywordsOf(rest).join(" ");
  const only = required.length === 1 ? required[0] : undefined;
  return only === undefined || value === "" ? {} : { [only]: value };
}

function parsedObject(text: string): Record<string, Json> | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // braces that are no JSON are words like any other
  }
}
