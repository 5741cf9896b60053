import type { Clock } from "#runtime/services.ts";

export interface JsonRequest {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a server answers to a question that may go unanswered: undefined when it is silent, slow, or
 * says no. Throws only the reason of an aborted signal.
 */
export async function getJson(url: string, request: JsonRequest): Promise<unknown> {
  const stop = new AbortController();
  const late = request.clock.sleep(request.timeoutMs, stop.signal).then(
    () => stop.abort(),
    () => undefined,
  );
  const signal = request.signal ? AbortSignal.any([stop.signal, request.signal]) : stop.signal;
  try {
    const response = await request.fetch(url, { headers: { ...request.headers }, signal });
    return response.ok ? await response.json() : undefined;
  } catch {
    request.signal?.throwIfAborted();
    return undefined; // no server there is an answer too
  } finally {
    stop.abort();
    await late;
  }
}
