import { z } from "zod";

import type { Clock } from "#runtime/services.ts";
import { builtinError, builtinTool } from "#runtime/tool/builtin/builtin-tool.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { htmlToText } from "./html-to-text.ts";
import { type FetchedPage, fetchPage, type FetchServices } from "./node-fetch-page.ts";

const FETCH_MS = 20_000;
const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript|[\w.-]+\+(json|xml)))/;

/** `web_fetch` (seed 004): what stands at an address of the public internet, as text. */
export function webFetch(services: FetchServices & { readonly clock: Clock }): Tool {
  return builtinTool({
    name: "web_fetch",
    title: "Fetch a page",
    description: "The text that stands at a public http or https address",
    // It changes nothing, and yet an address can carry away what the model knows: it asks.
    effect: "idempotent",
    open_world: true,
    timeout_ms: FETCH_MS + 5_000,
    input: z.strictObject({ url: z.string().min(1).max(8_192) }),
    run: async ({ url }, { signal }) => {
      const page = await inTime(services.clock, signal, (both) => fetchPage(url, services, both));
      const { body: _, ...facts } = page;
      const cut = page.truncated ? "\n\n[Cut here: the page is larger than 5 MB]" : "";
      const heading = `${page.url} (${page.status})`;
      return { content: `${heading}\n\n${textOf(page)}${cut}`, details: facts };
    },
  });
}

async function inTime<T>(
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const late = new AbortController();
  const words = `There was no whole answer within ${FETCH_MS / 1000} s`;
  const timer = clock.sleep(FETCH_MS, over.signal).then(
    () => late.abort(builtinError("TIMEOUT", words)),
    () => {}, // It was done first.
  );
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    late.signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
    await timer;
  }
}

function textOf({ media_type, charset, body, url }: FetchedPage): string {
  if (!TEXT_TYPES.test(media_type)) {
    throw builtinError("EXECUTION_ERROR", `"${url}" is ${media_type}, which is no text`);
  }
  const text = decoded(body, charset);
  return media_type === "text/html" || media_type === "application/xhtml+xml"
    ? htmlToText(text)
    : text;
}

/** A name that nobody knows is taken for UTF-8, as browsers do. */
function decoded(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
