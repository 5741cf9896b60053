import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { canonicalRequest } from "./canonical-request.ts";

/** A driver that answers from `cache` where it can, and keeps there what came to its proper end. */
export function cachedDriver(driver: ModelDriver, cache: AnswerCache): ModelDriver {
  const { provider, model } = driver;
  return {
    provider,
    model,
    stream: async function* (request, signal) {
      signal.throwIfAborted();
      const key = await canonicalRequest(driver, request);
      const known = cache.find(key);
      if (known === undefined)
        yield* keeping(driver, request, signal, (events) => cache.keep(key, events));
      else yield known;
    },
  };
}

async function* keeping(
  driver: ModelDriver,
  request: ModelRequest,
  signal: AbortSignal,
  keep: (events: readonly NormalizedEvent[]) => void,
): AsyncGenerator<readonly NormalizedEvent[]> {
  const said: NormalizedEvent[] = [];
  for await (const batch of driver.stream(request, signal)) {
    for (const event of batch) said.push(event);
    if (isProperEnd(batch.at(-1))) keep(asHit(said));
    yield batch;
  }
}

/** A model that said all it had to say; any other end may be another one next time. */
function isProperEnd(event: NormalizedEvent | undefined): boolean {
  if (event?.type !== "done") return false;
  return event.finish_reason === "stop" || event.finish_reason === "tool_calls";
}

/** The answer as a hit gives it: marked, and without tokens, for none are spent. */
function asHit(said: readonly NormalizedEvent[]): readonly NormalizedEvent[] {
  return said.flatMap((event): NormalizedEvent[] => {
    if (event.type === "usage") return [];
    return event.type === "done" ? [NOTHING_SPENT, { ...event, cached: true }] : [event];
  });
}

const NOTHING_SPENT: NormalizedEvent = {
  type: "usage",
  usage: { input_tokens: 0, output_tokens: 0 },
};
