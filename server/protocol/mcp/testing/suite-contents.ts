import { type ContentBlock, type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

const TEXT = { type: "text", text: "This is a simple text response for testing." } as const;
const IMAGE = { type: "image", data: PIXEL, mimeType: "image/png" } as const;
const SOUND = { type: "audio", data: SILENCE, mimeType: "audio/wav" } as const;
const EMBEDDED = embedded("test://embedded-resource");

const TOOLS: Readonly<Record<string, readonly ContentBlock[]>> = {
  test_simple_text: [TEXT],
  test_image_content: [IMAGE],
  test_audio_content: [SOUND],
  test_embedded_resource: [EMBEDDED],
  test_multiple_content_types: [TEXT, IMAGE, EMBEDDED],
};

/** The tools, resources and prompts of the official suite that only answer: one of each kind of content. */
export function addSuiteContents(server: McpServer): void {
  for (const [name, content] of Object.entries(TOOLS)) {
    const about = { description: "Answers", inputSchema: z.object({}) };
    server.registerTool(name, about, () => ({ content: [...content] }));
  }
  addResources(server);
  addPrompts(server);
}

function addResources(server: McpServer): void {
  for (const name of ["static-text", "watched-resource"]) {
    server.registerResource(name, `test://${name}`, { mimeType: "text/plain" }, ({ href }) => ({
      contents: [{ uri: href, mimeType: "text/plain", text: "Text" }],
    }));
  }
  const image = { mimeType: "image/png" };
  server.registerResource("static-binary", "test://static-binary", image, ({ href }) => ({
    contents: [{ uri: href, ...image, blob: PIXEL }],
  }));
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { mimeType: "application/json" },
    ({ href }, { id }) => ({
      contents: [{ uri: href, mimeType: "application/json", text: JSON.stringify({ id }) }],
    }),
  );
}

function addPrompts(server: McpServer): void {
  const description = "Asks";
  server.registerPrompt("test_simple_prompt", { description }, () => asked(TEXT));
  server.registerPrompt("test_prompt_with_image", { description }, () => asked(IMAGE));
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description, argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
    ({ arg1, arg2 }) => asked({ type: "text", text: `${arg1} and ${arg2}` }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description, argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => asked(embedded(resourceUri)),
  );
}

function asked(content: ContentBlock): {
  messages: { role: "user"; content: ContentBlock }[];
} {
  return { messages: [{ role: "user", content }] };
}

function embedded(uri: string): ContentBlock & { type: "resource" } {
  return { type: "resource", resource: { uri, mimeType: "text/plain", text: "Text" } };
}
