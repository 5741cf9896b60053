import type { FetchLike } from "@modelcontextprotocol/client";

import type { Clock } from "#runtime/services.ts";

const ANSWER_MS = 20_000;
const MAX_BYTES = 1024 * 1024;

/**
 * fetch() for authorization servers, which nobody vouches for: it ends in time, reads no more than a document needs,
 * and goes nowhere else, so that no secret does. The headers of the MCP server's configuration are not sent.
 */
export function signInFetch(clock: Clock): FetchLike {
  return async (url, init) => {
    const [timer, deadline] = [new AbortController(), new AbortController()];
    clock.sleep(ANSWER_MS, timer.signal).then(
      () => deadline.abort(new Error(`It did not answer within ${ANSWER_MS / 1000} s`)),
      () => {}, // It answered, or failed before.
    );
    try {
      const { signal } = deadline;
      const response = await fetch(url, { ...init, redirect: "manual", signal });
      const bytes = await readAll(response.body);
      const { status, statusText, headers } = response;
      return new Response(bytes, { status, statusText, headers });
    } finally {
      timer.abort();
    }
  };
}

/** Null for no body, as answers without one must have it. */
async function readAll(body: ReadableStream<Uint8Array<ArrayBuffer>> | null): Promise<Blob | null> {
  if (body === null) return null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length;
    chunks.push(read.value);
    if (bytes <= MAX_BYTES) continue;
    await reader.cancel();
    throw new RangeError(`Its answer is longer than ${MAX_BYTES} bytes`);
  }
  return new Blob(chunks);
}
