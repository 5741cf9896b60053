import type { Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import { isNestedDeeper } from "./nesting.ts";

/** Content and details together, as JSON: an event holds at most 64 KB with its envelope. */
const OUTPUT_MAX_BYTES = 60 * 1024;
const CONTENT_MAX_BYTES = 44 * 1024;
const NOTE_MAX_BYTES = 100;
const MAX_DETAILS_DEPTH = 64;

/**
 * What a tool gave, cut to what one event may hold; what was cut is said.
 * Throws a TypeError if it is no output at all.
 */
export function fitOutput(output: unknown): ToolOutput {
  if (typeof output !== "object" || output === null || !("content" in output)) {
    throw new TypeError("it gave no output; a tool gives an object with a content text");
  }
  if (typeof output.content !== "string") {
    throw new TypeError(`its content is ${typeof output.content}; content must be a text`);
  }
  const content = fitContent(output.content);
  const details = "details" in output ? output.details : undefined;
  if (details === undefined) return { content };
  return { content, details: fitDetails(details, OUTPUT_MAX_BYTES - jsonBytes(content)) };
}

function fitContent(content: string): string {
  // No character takes more than six bytes, so most texts need no count.
  if (content.length * 6 <= CONTENT_MAX_BYTES) return content;
  const kept = prefix(content, CONTENT_MAX_BYTES);
  if (kept === content) return content;
  const cut = prefix(content, CONTENT_MAX_BYTES - NOTE_MAX_BYTES);
  return `${cut}\n\n[Cut here: ${cut.length} of ${content.length} characters are shown]`;
}

/** The longest beginning of a text that takes no more than so many bytes as JSON. */
function prefix(text: string, maxBytes: number): string {
  let bytes = 2;
  let length = 0;
  for (const character of text) {
    bytes += jsonBytes(character) - 2;
    if (bytes > maxBytes) return text.slice(0, length);
    length += character.length;
  }
  return text;
}

/** Details are for the screen: they are whole or replaced by why they are not there. */
function fitDetails(details: unknown, maxBytes: number): Json {
  let json: string | undefined;
  try {
    if (isNestedDeeper(details, MAX_DETAILS_DEPTH)) return { omitted: "nested too deep" };
    json = JSON.stringify(details);
  } catch {
    return { omitted: "not JSON" };
  }
  if (json === undefined) return { omitted: "not JSON" };
  const bytes = utf8Bytes(json);
  if (bytes > maxBytes) return { omitted: "too large", bytes };
  // JSON.parse gives nothing but JSON values, and a copy that the tool cannot change any more.
  return JSON.parse(json) as Json;
}

function jsonBytes(text: string): number {
  return utf8Bytes(JSON.stringify(text));
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
