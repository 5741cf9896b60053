import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { convertToModelMessages, streamText, type UIMessage } from "ai";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { json } from "node:stream/consumers";
import { join } from "node:path";

/** A chat as the AI SDK's first page makes it: one route, no store, nothing added. */
export interface ChatServer extends AsyncDisposable {
  readonly url: string;
}

export async function serveAiSdkChat(modelUrl: string): Promise<ChatServer> {
  const provider = createOpenAICompatible({ name: "scripted", baseURL: modelUrl });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "POST") {
      const page = await readFile(join(import.meta.dirname, "page.html"));
      return response.writeHead(200, { "content-type": "text/html" }).end(page);
    }
    // The page sends what the AI SDK's transport would.
    const { messages } = (await json(request)) as { messages: UIMessage[] };
    const result = streamText({
      model: provider("scripted"),
      messages: await convertToModelMessages(messages),
      onError: () => {},
    });
    const { status, headers, body } = result.toUIMessageStreamResponse();
    response.writeHead(status, Object.fromEntries(headers));
    if (body !== null) await pipeline(body, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // An address that is listened to by port is never a pipe's name.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
