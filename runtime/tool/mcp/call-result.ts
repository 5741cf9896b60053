import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/client";

import type { Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import { ToolError } from "#runtime/tool/tool.ts";

/**
 * What a server answered to a call: the text for the model, and for the screen what kinds of content
 * there were and the structured content. Throws a ToolError when the server marked it as an error.
 */
export function readResult({ content, structuredContent, isError }: CallToolResult): ToolOutput {
  const text = content.map(describeBlock).join("\n\n");
  if (isError === true)
    throw new ToolError(text === "" ? "The tool failed and gave no reason" : text);
  // Both came as JSON over the wire.
  const structured = structuredContent as Json | undefined;
  const blocks = content.map(summarise);
  return {
    content: text === "" && structured !== undefined ? JSON.stringify(structured) : text,
    details: { blocks, ...(structured !== undefined && { structured_content: structured }) },
  };
}

/** Text as it is; of what only a person could see or hear, what it is. */
function describeBlock(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "image":
    case "audio":
      return `[${block.type}: ${block.mimeType}, ${base64Bytes(block.data)} bytes]`;
    case "resource_link":
      return `[link: ${block.title ?? block.name}, ${block.uri}]`;
    case "resource":
      return "text" in block.resource
        ? `[resource: ${block.resource.uri}]\n${block.resource.text}`
        : `[resource: ${block.resource.uri}, ${base64Bytes(block.resource.blob)} bytes]`;
  }
}

function summarise(block: ContentBlock): Json {
  switch (block.type) {
    case "text":
      return { type: "text", chars: block.text.length };
    case "image":
    case "audio":
      return { type: block.type, media_type: block.mimeType, bytes: base64Bytes(block.data) };
    case "resource_link":
      return { type: "resource_link", uri: block.uri, name: block.name };
    case "resource":
      return { type: "resource", uri: block.resource.uri };
  }
}

function base64Bytes(data: string): number {
  const padding = data.endsWith("==") ? 2 : Number(data.endsWith("="));
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding);
}
