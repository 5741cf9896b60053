import { z } from "zod";

import { builtinError, builtinTool } from "#runtime/tool/builtin/builtin-tool.ts";
import type { Tool } from "#runtime/tool/tool.ts";

const MAX_RESULTS = 20;
const MAX_ANSWER_CHARS = 2_000_000;
const MAX_SNIPPET_CHARS = 500;

/** What a SearXNG server answers to `format=json`, as far as it is read. */
const Answer = z.object({
  results: z.array(z.object({ title: z.string(), url: z.string(), content: z.string().nullish() })),
});

/** The search service of the operator. */
export interface SearchService {
  /** The address of a SearXNG server. */
  readonly url: string;
  readonly fetch: typeof fetch;
}

/** `web_search` (seed 004), by the operator's own SearXNG server. */
export function webSearch({ url, fetch: ask }: SearchService): Tool {
  return builtinTool({
    name: "web_search",
    title: "Search the web",
    description: "Titles, addresses and beginnings of pages that fit the words",
    // It changes nothing, and yet the words leave this machine: it asks.
    effect: "idempotent",
    open_world: true,
    timeout_ms: 20_000,
    input: z.strictObject({
      query: z.string().min(1).max(500),
      limit: z.int().min(1).max(MAX_RESULTS).default(10),
    }),
    run: async ({ query, limit }, { signal }) => {
      const address = new URL("search", url.endsWith("/") ? url : `${url}/`);
      address.search = new URLSearchParams({ q: query, format: "json" }).toString();
      const results = (await answerOf(ask, address, signal)).results.slice(0, limit);
      const found = results.map(({ title, url: place, content }) => ({
        title,
        url: place,
        snippet: (content ?? "").slice(0, MAX_SNIPPET_CHARS),
      }));
      const lines = found.map((one) => `${one.title}\n${one.url}\n${one.snippet}`);
      return { content: lines.join("\n\n") || "Nothing found", details: { results: found } };
    },
  });
}

async function answerOf(ask: typeof fetch, address: URL, signal: AbortSignal) {
  try {
    const response = await ask(address, { signal, redirect: "error" });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const text = await response.text();
    if (text.length > MAX_ANSWER_CHARS) throw new Error("its answer is too long");
    return Answer.parse(JSON.parse(text));
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof z.ZodError ? "its answer is not one of SearXNG" : String(error);
    throw builtinError("EXECUTION_ERROR", `The search service failed: ${why}`, error);
  }
}
