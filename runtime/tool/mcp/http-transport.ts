import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

import type { HttpServerConfig } from "./config.ts";
import { ConnectionEnd, MAX_MESSAGE_BYTES, type TransportHooks } from "./transport.ts";

/** A server that does not answer to the goodbye is left after this time. */
const GOODBYE_MS = 1_000;

/**
 * The way to an MCP server over Streamable HTTP; it needs nothing but fetch, so it works at the edge.
 * The answer to a call that breaks off closes the connection: its result will not come any more.
 * Other streams may break and come again; the client sees to those.
 */
export class HttpTransport extends StreamableHTTPClientTransport {
  readonly #hooks: TransportHooks;

  constructor(config: HttpServerConfig, hooks: TransportHooks) {
    super(readUrl(config.url), {
      requestInit: { headers: config.headers },
      ...(hooks.access !== undefined && { authProvider: hooks.access }),
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const isCall = isToolCall(init?.body);
        const lost = (error: unknown) => {
          if (!isCall || init?.signal?.aborted) return;
          this.onerror?.(new ConnectionEnd("its answer broke off", { cause: error }));
          void this.close(); // It never rejects.
        };
        return bounded(response, lost);
      },
    });
    this.#hooks = hooks;
  }

  override async send(...sent: Parameters<StreamableHTTPClientTransport["send"]>): Promise<void> {
    try {
      await super.send(...sent);
    } catch (error) {
      this.#hooks.access?.failed(error);
      throw error;
    }
  }

  /** Ends the session, if the server keeps one, then all requests. Never rejects. */
  override async close(): Promise<void> {
    if (this.sessionId !== undefined) {
      const timer = new AbortController();
      const late = this.#hooks.clock.sleep(GOODBYE_MS, timer.signal).catch(() => {});
      const goodbye = this.terminateSession().catch(() => {});
      await Promise.race([goodbye, late]);
      timer.abort();
    }
    await super.close();
  }
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new Error('"url" is no http or https address; write it like https://example.com/mcp');
}

/** Whether the client sends a call; it sends its messages as JSON texts. */
function isToolCall(body: unknown): boolean {
  if (typeof body !== "string") return false;
  const message: unknown = JSON.parse(body);
  if (typeof message !== "object" || message === null) return false;
  return "method" in message && message.method === "tools/call";
}

/** The same response with a body that ends in an error when one line or the whole JSON is too long. */
function bounded(response: Response, lost: (error: unknown) => void): Response {
  if (response.body === null) return response;
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const body = limited(response.body, isStream, lost);
  return new Response(body, response);
}

function limited(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  isStream: boolean,
  lost: (error: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        const lineEnd = isStream ? value.lastIndexOf(LINE_FEED) : -1;
        bytes = lineEnd < 0 ? bytes + value.length : value.length - lineEnd;
        if (bytes > MAX_MESSAGE_BYTES) {
          throw new RangeError(`A message is longer than the ${MAX_MESSAGE_BYTES} bytes allowed`);
        }
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        lost(error);
        await reader.cancel(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

const LINE_FEED = 0x0a;
