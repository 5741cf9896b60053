import type { CallToolResult } from "@modelcontextprotocol/client";

import type { Json } from "#runtime/event/shared.ts";

/** As JSON: an event holds at most 64 KB with its envelope. */
const MAX_DOCUMENT_BYTES = 60 * 1024;

/** The call that a page shows. */
export interface AppCall {
  readonly arguments: Record<string, Json>;
  readonly result: CallToolResult;
}

/**
 * The page of an MCP server as a document that needs no host (SEP-1865): a script before it answers in the host's
 * place, within the frame and from data that the document holds. So it shows the same in a replay, and whatever
 * else it asks for (to call a tool, send a message, open a link) it is refused, as the sandbox would.
 * Throws a RangeError where it is too long for the log.
 */
export function appDocument(html: string, call: AppCall): string {
  // The parser takes a second doctype, html and head for noise, so that this fits before any page.
  const text = `<!doctype html><script>(${HOST})(${inScript(call)})</script>\n${html}`;
  const bytes = new TextEncoder().encode(JSON.stringify(text)).length;
  if (bytes <= MAX_DOCUMENT_BYTES) return text;
  const size = `The page and what it shows take ${bytes} bytes`;
  throw new RangeError(`${size}; make them no more than ${MAX_DOCUMENT_BYTES}`);
}

/** No text within can end the script. */
function inScript({ arguments: args, result }: AppCall): string {
  const { content, structuredContent } = result;
  const shown = { input: { arguments: args }, result: { content, structuredContent } };
  return JSON.stringify(shown).replaceAll("<", "\\u003c");
}

/**
 * The page takes its own window for its parent. What it posts is trusted and ends here; what is told to it is
 * dispatched, and therefore is not.
 */
const HOST = `({ input, result }) => {
  Object.defineProperty(window, "parent", { value: window });
  const tell = (message) =>
    dispatchEvent(
      new MessageEvent("message", { data: { jsonrpc: "2.0", ...message }, source: window }),
    );
  const answers = {
    "ui/initialize": ({ protocolVersion }) => ({
      protocolVersion,
      hostInfo: { name: "uar-playground", version: "1" },
      hostCapabilities: {},
      hostContext: {
        theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
        displayMode: "inline",
        availableDisplayModes: ["inline"],
      },
    }),
    ping: () => ({}),
  };
  addEventListener("message", (event) => {
    if (!event.isTrusted) return;
    event.stopImmediatePropagation();
    const { id, method, params } = event.data ?? {};
    if (event.source !== window || typeof method !== "string") return;
    if (method === "ui/notifications/initialized") {
      tell({ method: "ui/notifications/tool-input", params: input });
      tell({ method: "ui/notifications/tool-result", params: result });
    }
    if (id === undefined) return;
    const answer = Object.hasOwn(answers, method) ? answers[method] : undefined;
    if (answer !== undefined) tell({ id, result: answer(params ?? {}) });
    else tell({ id, error: { code: -32601, message: "This page may not: " + method } });
  });
}`;
